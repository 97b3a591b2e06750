import { z } from 'zod';
import { checkKey } from '../session/value-rules.ts';
import { canonicalJson, faultOfJsonValue, type JsonValue } from './canonical-json.ts';
import { credentialVersion } from './credential-version.ts';
import { faultOfPasswordHash } from './password-hash.ts';
import type { UserEntry } from './user-directory.ts';
import { normalizeUsername } from './username.ts';

/** What is wrong with one place of a users file. */
export interface UserListFault {
  /** Index of the user, then keys. */
  readonly place: readonly PropertyKey[];
  /** Names the user where it can. No hash and no value in it. */
  readonly message: string;
}

const username = z.string({ error: 'must be a text' }).transform((text, context) => {
  const normal = normalizeUsername(text);
  if (normal !== undefined) return normal;
  context.addIssue('must have 1 to 64 bytes of UTF-8 and no control characters');
  return z.NEVER;
});

const passwordHash = z
  .string({ error: 'must be an argon2id hash; `ringgate users passwd` writes one' })
  .superRefine((text, context) => {
    const fault = faultOfPasswordHash(text);
    if (fault !== undefined)
      context.addIssue(`${fault}; \`ringgate users passwd\` writes a good one`);
  });

/** A login writes them all in one script, and Redis bounds how much one may handle. */
const maxSessionValues = 1_000;

const sessionKey = z.string().superRefine((key, context) => {
  try {
    checkKey(key);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : 'is no key of a session');
  }
});

const sessionValue = z
  .custom<JsonValue>()
  .superRefine((value, context) => {
    const fault = faultOfJsonValue(value);
    if (fault !== undefined) context.addIssue(fault);
  })
  .transform((value) => canonicalJson(value));

const user = z.preprocess(
  (entry) => (entry instanceof Map ? (Object.fromEntries(entry) as unknown) : entry),
  z.strictObject(
    {
      username,
      passwordHash,
      roles: z
        .array(z.string({ error: 'must be a text' }).min(1, 'must not be empty'), {
          error: 'must be a list of texts',
        })
        .default([]),
      session: z
        .map(sessionKey, sessionValue, { error: 'must be a mapping of keys to JSON values' })
        .refine(
          ({ size }) => size <= maxSessionValues,
          `must have at most ${maxSessionValues} values`,
        )
        .default(new Map()),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has unknown keys: ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}`
          : 'must be a mapping with `username` and `passwordHash`',
    },
  ),
);

const userList = z.array(user, { error: 'must be a list of users; write [] for none' });

/** Checks the parsed content of a users file, with Maps for mappings. Finds all faults at once. */
export function checkUserList(content: unknown): {
  readonly entries: readonly UserEntry[];
  readonly faults: readonly UserListFault[];
} {
  const checked = userList.safeParse(content);
  if (!checked.success) {
    const faults = checked.error.issues.map(({ path, message }) => ({
      place: path,
      message: [nameOf(path, content), ...path.slice(1).map(String), message].join(' '),
    }));
    return { entries: [], faults };
  }
  return { entries: checked.data.map(toEntry), faults: repeatedNames(checked.data) };
}

type User = z.output<typeof user>;

function toEntry({ username, passwordHash, roles, session }: User): UserEntry {
  return {
    account: {
      username,
      roles,
      credentialVersion: credentialVersion(passwordHash, session),
      sessionValues: session,
    },
    passwordHash,
  };
}

function repeatedNames(users: readonly User[]): readonly UserListFault[] {
  const first = new Map<string, number>();
  return users.flatMap(({ username }, index) => {
    const before = first.get(username);
    first.set(username, before ?? index);
    if (before === undefined) return [];
    const message = `user ${JSON.stringify(username)} is there twice (Unicode form C decides)`;
    return [{ place: [index, 'username'], message }];
  });
}

function nameOf(place: readonly PropertyKey[], content: unknown): string {
  const [index] = place;
  if (typeof index !== 'number') return 'the file';
  const entry: unknown = Array.isArray(content) ? content[index] : undefined;
  const name: unknown = entry instanceof Map ? entry.get('username') : undefined;
  return typeof name === 'string' && name.length <= 128
    ? `user ${JSON.stringify(name)}:`
    : `user number ${index + 1}:`;
}
