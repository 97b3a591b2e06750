import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Opens every account of {@link knownUsers}; found nowhere else, so that a log can be searched for it. */
export const knownPassword = 'Tr0ub4dor-and-three-horses';

const knownHash =
  '$argon2id$v=19$m=19456,t=2,p=1$WelRMGLR7sa/+Qj3j2+Eog$CxgAelLxJOVlHhcj6PRj8BNWeKu43Ejzf483AVq3A7E';

/** An entry of a users file. */
export interface UsersFileEntry {
  readonly username: string;
  readonly passwordHash: string;
  readonly roles?: readonly string[];
  readonly session?: Readonly<Record<string, unknown>>;
}

/** An administrator with values of its own, and others to tell apart. */
export const knownUsers: readonly UsersFileEntry[] = [
  {
    username: 'ann',
    passwordHash: knownHash,
    roles: ['admin'],
    session: { team: 'red', card: { digits: 4 } },
  },
  ...['bob', 'cyd', 'dan', 'eve'].map((username) => ({ username, passwordHash: knownHash })),
];

/** Writes a users file into a folder of its own. */
export async function writeUsersFile(entries: readonly UsersFileEntry[] = knownUsers): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-users-'));
  const path = join(folder, 'users.json');
  await writeFile(path, JSON.stringify(entries), { mode: 0o600 });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
