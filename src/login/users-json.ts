import { UsersFileError } from './users-file-error.ts';

// No value may be so deep, and converting it could exhaust the stack.
const maxDepth = 128;

/** What a JSON text holds. */
export interface JsonContent {
  /** Objects are Maps, so that `__proto__` is an ordinary key. */
  readonly content: unknown;
}

/**
 * Reads JSON, in a small part of the time that a YAML parser takes.
 *
 * @param path Only to name the file in messages.
 * @returns `undefined` when the text is no JSON, or has a key twice in one object: `JSON.parse` would hide that.
 * @throws {UsersFileError} When it is nested deeper than any users file is.
 */
export function parseUsersJson(text: string, path: string): JsonContent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  let members = 0;
  const toMaps = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > maxDepth)
      throw new UsersFileError(`${path} is nested deeper than ${maxDepth} levels`);
    if (Array.isArray(value)) return value.map((item) => toMaps(item, depth + 1));
    const entries = Object.entries(value);
    members += entries.length;
    return new Map(entries.map(([key, member]) => [key, toMaps(member, depth + 1)]));
  };
  const content = toMaps(parsed, 1);
  return members === membersWritten(text) ? { content } : undefined;
}

/** @param json Well-formed, so that every colon outside of a string is that of a member. */
function membersWritten(json: string): number {
  let members = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const character = json[index];
    if (character === '"') inString = !inString;
    else if (inString && character === '\\') index++;
    else if (!inString && character === ':') members++;
  }
  return members;
}
