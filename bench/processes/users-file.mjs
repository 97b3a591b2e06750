import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Algorithm, hash } from '@node-rs/argon2';

/**
 * Writes a users file for Ringgate. All users share one password hash: making 200 would take seconds and change
 * nothing, as each login verifies its own.
 *
 * @returns The file's path; it is deleted when the benchmark ends.
 */
export async function writeUsersFile(usernames, password, running) {
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-bench-'));
  running.add(() => rm(folder, { recursive: true, force: true }));
  const passwordHash = await hash(password, {
    algorithm: Algorithm.Argon2id,
    memoryCost: 19_456,
    timeCost: 2,
    parallelism: 1,
  });
  const users = usernames.map((username) => ({
    username,
    passwordHash,
    roles: ['admin'],
    session: { c_user: 'chenchao', c_card: '123.com' },
  }));
  const path = join(folder, 'users.json');
  await writeFile(path, JSON.stringify(users), { mode: 0o600 });
  return path;
}
