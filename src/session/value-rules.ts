import { SessionError } from './session-error.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { SessionValues } from './session.ts';

const maxKeyBytes = 128;

// Far less than exhausts any stack, so that what is kept can be written and read wherever in the gateway.
const maxLevels = 64;

/** @throws {SessionError} `BAD_USER_INPUT` for a key that is not 1 to 128 bytes of UTF-8 or begins with `$`. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes < 1 || bytes > maxKeyBytes) {
    throw badInput(`a key has 1 to ${maxKeyBytes} bytes of UTF-8; this one has ${bytes}`);
  }
  if (key.startsWith('$')) throw badInput('a key must not begin with "$"');
  if (!key.isWellFormed()) throw badInput('a key must be well-formed Unicode');
}

/**
 * Checks keys and values and writes the values as JSON text.
 *
 * @throws {SessionError} `BAD_USER_INPUT` or `SESSION_LIMIT_EXCEEDED`.
 */
export function toSessionValues(
  values: Readonly<Record<string, unknown>>,
  policy: SessionPolicy,
): SessionValues {
  const entries = Object.entries(values);
  if (entries.length > policy.maxValues) throw tooManyValues(policy);
  return new Map(
    entries.map(([key, value]) => {
      checkKey(key);
      return [key, toJsonText(key, value, policy.maxValueBytes)];
    }),
  );
}

/**
 * Checks the values of a session that is about to be created for nobody; of one that exists the store counts them.
 *
 * @throws {SessionError} `SESSION_LIMIT_EXCEEDED`.
 */
export function checkAnonymousSize(values: SessionValues, policy: SessionPolicy): void {
  if (values.size > policy.maxValues) throw tooManyValues(policy);
  let bytes = 0;
  for (const [key, text] of values) bytes += Buffer.byteLength(key) + Buffer.byteLength(text);
  if (bytes > policy.maxAnonymousBytes) throw tooManyBytes(policy.maxAnonymousBytes);
}

/** The error for a session that would hold too many values. */
export function tooManyValues(policy: SessionPolicy): SessionError {
  return new SessionError(
    'SESSION_LIMIT_EXCEEDED',
    `a session holds at most ${policy.maxValues} values`,
  );
}

/** The error for a session that would grow too large. */
export function tooManyBytes(maxBytes: number): SessionError {
  return new SessionError(
    'SESSION_LIMIT_EXCEEDED',
    `the keys and values of this session may have at most ${maxBytes} bytes`,
  );
}

function toJsonText(key: string, value: unknown, maxBytes: number): string {
  // Absent where a GraphQL literal names a variable that was not given.
  if (value === undefined) throw badInput(`the value of ${quoted(key)} is missing`);
  if (hasMoreLevels(value, maxLevels)) {
    throw badInput(`the value of ${quoted(key)} has more than ${maxLevels} levels`);
  }
  const text = JSON.stringify(value);
  // JSON.parse reads 1e400 as Infinity, and JSON.stringify writes that as null.
  if (text.includes('null')) checkNumbers(key, value);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    throw new SessionError(
      'SESSION_LIMIT_EXCEEDED',
      `a value has at most ${maxBytes} bytes as JSON text; that of ${quoted(key)} has ${bytes}`,
    );
  }
  return text;
}

/** @returns Whether lists and objects within each other are more than `levels`; calls itself at most so often deep. */
function hasMoreLevels(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((part) => hasMoreLevels(part, levels - 1));
}

function checkNumbers(key: string, value: unknown): void {
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw badInput(`the value of ${quoted(key)} holds a number that is too large`);
    }
    return part;
  });
}

function badInput(message: string): SessionError {
  return new SessionError('BAD_USER_INPUT', message);
}

function quoted(key: string): string {
  return JSON.stringify(key);
}
