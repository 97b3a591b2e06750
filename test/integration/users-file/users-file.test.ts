import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { UsersFile } from '../../../src/login/users-file.ts';
import { UsersFileEditor } from '../../../src/login/users-file-editor.ts';
import { hash, until, useFolder, usersText } from './users-folder.ts';

const pathOf = useFolder();
const opened: UsersFile[] = [];

afterEach(() => {
  for (const users of opened.splice(0)) users.close();
});

async function openUsers(
  path: string,
  pollIntervalMs = 20,
): Promise<{ readonly users: UsersFile; readonly log: string[] }> {
  const log: string[] = [];
  const write =
    (level: string) =>
    (message: string): void => {
      log.push(`${level}: ${message}`);
    };
  const users = await UsersFile.open(path, {
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    pollIntervalMs,
  });
  opened.push(users);
  return { users, log };
}

/** A careful editor's way, which shows no part of the file. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.draft`, text, { mode: 0o600 });
  await rename(`${path}.draft`, path);
}

describe('UsersFile', () => {
  it('finds the users of the file', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('ann', 'bob'), { mode: 0o600 });
    const { users, log } = await openUsers(path);
    expect(users.find('ann')?.username).toBe('ann');
    expect(users.find('cid')).toBeUndefined();
    expect(users.directory().entry('bob')?.passwordHash).toBe(hash);
    expect(log).toEqual([]);
  });

  it('reads the file again when it is edited in place', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('ann', 'bob'));
    const { users } = await openUsers(path);
    await writeFile(path, usersText('ann', 'cid'));
    await until(() => users.find('cid') !== undefined);
    expect(users.find('bob')).toBeUndefined();
    expect(users.find('ann')).toBeDefined();
  });

  it('reads the file again when it is replaced by a rename', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('ann'));
    const { users } = await openUsers(path);
    for (const name of ['bob', 'cid']) {
      await replaceFile(path, usersText(name));
      await until(() => users.find(name) !== undefined);
    }
    expect(users.directory().size).toBe(1);
  });

  it('reads the file again when a symbolic link on its way is turned, as Kubernetes does', async () => {
    for (const [folder, name] of [
      ['v1', 'ann'],
      ['v2', 'bob'],
    ] as const) {
      await mkdir(pathOf(folder));
      await writeFile(pathOf(`${folder}/users.yaml`), usersText(name));
    }
    await symlink('v1', pathOf('..data'));
    await symlink('..data/users.yaml', pathOf('users.yaml'));
    const { users } = await openUsers(pathOf('users.yaml'));
    expect(users.find('ann')).toBeDefined();
    await symlink('v2', pathOf('..data_tmp'));
    await rename(pathOf('..data_tmp'), pathOf('..data'));
    await until(() => users.find('bob') !== undefined);
    expect(users.find('ann')).toBeUndefined();
  });

  it('keeps the users on a broken edit, logs why once, and takes the mended file', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('ann'), { mode: 0o600 });
    const { users, log } = await openUsers(path);
    await replaceFile(path, usersText('bob').replace('m=19456', 'm=1'));
    await until(() => log.length > 0);
    expect(users.find('ann')).toBeDefined();
    expect(users.find('bob')).toBeUndefined();
    expect(log[0]).toMatch(/^error: the users stay as they were: .*line 2: user "bob"/s);
    expect(log[0]).not.toContain(hash.slice(-20));
    await replaceFile(path, usersText('bob'));
    await until(() => users.find('bob') !== undefined);
    expect(log).toHaveLength(2);
    expect(log[1]).toMatch(/^info: read the users again: 1 in /);
  });

  it('keeps the users while the file is missing or empty, and reads it when it is back', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('ann'));
    const { users, log } = await openUsers(path);
    await rm(path);
    await until(() => log.some((line) => line.includes('does not exist')));
    await writeFile(path, '');
    await until(() => log.some((line) => line.includes('must be a list')));
    expect(users.find('ann')).toBeDefined();
    await writeFile(path, '[]');
    await until(() => users.directory().size === 0);
  });

  it('does not take a part of a file that is being written for the whole', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('u1', 'u2', 'u3', 'last'));
    const pollIntervalMs = 150;
    const { users } = await openUsers(path, pollIntervalMs);
    // For the time of several readings the file is a good list without its last user, never the same one for long.
    const endsAt = Date.now() + 5 * pollIntervalMs;
    for (let round = 0; Date.now() < endsAt; round++) {
      writeFileSync(path, `${usersText('u1', 'u2', 'u3')}# ${round}`);
      await new Promise((resolve) => setImmediate(resolve));
      expect(users.find('last')).toBeDefined();
    }
    await writeFile(path, usersText('done'));
    await until(() => users.find('done') !== undefined);
  });

  it('warns when others may read the hashes', async () => {
    const path = pathOf('users.yaml');
    await writeFile(path, usersText('ann'));
    await chmod(path, 0o644);
    const { log } = await openUsers(path);
    expect(log).toEqual([expect.stringMatching(/^warn: .*mode 644.*chmod 600/)]);
  });

  it('refuses to begin without a file or without users, and says how to make some', async () => {
    const path = pathOf('users.yaml');
    await expect(openUsers(path)).rejects.toThrow(/does not exist; add a user: ringgate users add/);
    await writeFile(path, '[]');
    await expect(openUsers(path)).rejects.toThrow(/has no users; add a user: ringgate users add/);
  });

  it('refuses what is no text file, without waiting for it', async () => {
    await expect(openUsers(pathOf('.'))).rejects.toThrow(/is not a file/);
    const makePipe = 'mkfifo';
    expect(spawnSync(makePipe, [pathOf('pipe')]).status).toBe(0);
    await expect(openUsers(pathOf('pipe'))).rejects.toThrow(/is not a file/);
    await writeFile(pathOf('binary'), Buffer.from([0xff, 0xfe, 0x00]));
    await expect(openUsers(pathOf('binary'))).rejects.toThrow(/cannot be read: .*UTF|DATA/);
  });

  it('refuses more than 1 MiB and recommends JSON', async () => {
    const path = pathOf('users.yaml');
    const limitBytes = 1024 * 1024;
    const text = usersText('ann');
    await writeFile(path, text.padEnd(limitBytes));
    expect((await openUsers(path)).users.directory().size).toBe(1);
    await writeFile(path, text.padEnd(limitBytes + 1));
    await expect(openUsers(path)).rejects.toThrow(/1048577 bytes: .*at most 1 MiB.*JSON/);
  });

  it('is not edited into more than 1 MiB', async () => {
    const path = pathOf('users.yaml');
    const text = `# ${'x'.repeat(1024 * 1024 - 200)}\n${usersText('ann')}`;
    await writeFile(path, text);
    const user = { username: 'bob', passwordHash: hash, roles: [], session: new Map() };
    const edited = new UsersFileEditor(path).edit({ kind: 'add', user });
    await expect(edited).rejects.toThrow(/with this change has \d+ bytes: .*at most 1 MiB/);
    expect(await readFile(path, 'utf8')).toBe(text);
  });
});
