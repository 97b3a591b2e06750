import {
  chmod,
  link,
  readFile,
  readdir,
  stat,
  symlink,
  lstat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { verify } from '@node-rs/argon2';
import { addUsersCommand } from '../../../src/cli/users-command.ts';
import { Argon2Hasher } from '../../../src/login/password-hasher.ts';
import { withFileLock } from '../../../src/login/file-lock.ts';
import { parseUsersDocument } from '../../../src/login/users-document.ts';
import type { UserEntry } from '../../../src/login/user-directory.ts';
import { hash, until, useFolder, usersText } from './users-folder.ts';
import { runUsers } from './users-process.ts';

const pathOf = useFolder();

async function usersIn(path: string): Promise<readonly UserEntry[]> {
  return parseUsersDocument(await readFile(path, 'utf8'), path).entries;
}

async function namesIn(path: string): Promise<readonly string[]> {
  return (await usersIn(path)).map(({ account }) => account.username).sort();
}

function inProcess({ isTTY }: { readonly isTTY: boolean }): {
  readonly type: (text: string) => void;
  readonly end: () => void;
  readonly shown: () => string;
  readonly run: (...args: readonly string[]) => Promise<unknown>;
} {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  let shown = '';
  const output = { write: (text: string) => (shown += text) };
  const program = new Command('ringgate').exitOverride();
  addUsersCommand(program, {
    stdin,
    stdout: output,
    stderr: output,
    usersFile: isTTY ? pathOf('users.yaml') : undefined,
    hasher: new Argon2Hasher(),
  });
  return {
    type: (text) => stdin.write(text),
    end: () => stdin.end(),
    shown: () => shown,
    run: (...args) => program.parseAsync(['users', ...args], { from: 'user' }),
  };
}

describe('ringgate users', () => {
  it('makes a file that only its owner may read, and adds a user with roles and values', async () => {
    const file = pathOf('users.yaml');
    const args = ['add', 'ann', '--stdin', '--role', 'admin', '--role', 'ops'];
    const values = ['--value', 'city="Oslo"', '--value', '__proto__={"a":[1,null]}'];
    const added = await runUsers([...args, ...values, '--file', file], {
      input: 'correct horse\nnot this line\n',
    });
    expect(added).toEqual({ exitCode: 0, stdout: `added user "ann" to ${file}\n`, stderr: '' });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const [ann] = await usersIn(file);
    expect(ann?.account.roles).toEqual(['admin', 'ops']);
    expect([...(ann?.account.sessionValues ?? [])]).toEqual([
      ['city', '"Oslo"'],
      ['__proto__', '{"a":[1,null]}'],
    ]);
    expect(await verify(ann?.passwordHash ?? '', 'correct horse')).toBe(true);
    expect(await readdir(dirname(file))).toEqual(['users.yaml']);
  });

  it('takes the file from the variable, changes a password and removes a user', async () => {
    const file = pathOf('users.json');
    const env = { RINGGATE_USERS_FILE: file };
    await runUsers(['add', 'ann', '--stdin'], { env, input: 'first password\r\n' });
    await runUsers(['add', 'bob', '--stdin'], { env, input: 'nai\u0308ve password' });
    const before = await usersIn(file);
    expect(await verify(before[0]?.passwordHash ?? '', 'first password')).toBe(true);
    expect(await verify(before[1]?.passwordHash ?? '', 'na\u00efve password')).toBe(true);
    const changed = await runUsers(['passwd', 'ann', '--stdin'], {
      env,
      input: 'second password\n',
    });
    expect(changed.exitCode).toBe(0);
    const after = await usersIn(file);
    expect(await verify(after[0]?.passwordHash ?? '', 'second password')).toBe(true);
    expect(after[1]).toEqual(before[1]);
    expect((await runUsers(['remove', 'ann'], { env })).exitCode).toBe(0);
    expect(await namesIn(file)).toEqual(['bob']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(1);
  });

  it('lists users without hashes and values', async () => {
    const file = pathOf('users.yaml');
    await writeFile(
      file,
      `${usersText('ann')}  roles: [admin]\n  session: {city: Oslo, c: 1}\n${usersText('bob')}`,
    );
    const table = await runUsers(['list', '--file', file]);
    expect(table.stdout).toBe(
      'USERNAME  ROLES  SESSION KEYS\nann       admin  city, c\nbob       -      -\n',
    );
    const json = await runUsers(['list', '--json', '--file', file]);
    expect(JSON.parse(json.stdout)).toEqual([
      { username: 'ann', roles: ['admin'], sessionKeys: ['city', 'c'] },
      { username: 'bob', roles: [], sessionKeys: [] },
    ]);
  });

  it.each([
    ['without a file', ['list'], /no users file: name one with --file or RINGGATE_USERS_FILE/],
    ['of a file that is missing', ['list', '--file', '/nowhere/u'], /\/nowhere\/u does not exist/],
    [
      'in a folder that is missing',
      ['remove', 'a', '--file', '/nowhere/u'],
      /make its folder first/,
    ],
    ['without a password', ['add', 'a', '--file', 'F', '--stdin'], /1 to 1024 bytes/],
    ['without a terminal', ['add', 'a', '--file', 'F'], /no terminal.*--stdin/],
    ['with a bad name', ['remove', 'x'.repeat(65), '--file', 'F'], /1 to 64 bytes/],
    ['of an unknown user', ['remove', 'zed', '--file', 'F'], /no user "zed"/],
    [
      'with a value that is no JSON',
      ['add', 'a', '--value', 'c=Oslo', '--file', 'F'],
      /--value c: is not JSON/,
    ],
    [
      'with a key that is not allowed',
      ['add', 'a', '--value', '$c=1', '--file', 'F'],
      /must not begin with/,
    ],
    [
      'with a value twice',
      ['add', 'a', '--value', 'c=1', '--value', 'c=2', '--file', 'F'],
      /given twice/,
    ],
  ])('says what is wrong %s', async (_case, args, message) => {
    const file = pathOf('users.yaml');
    await writeFile(file, usersText('ann'));
    const { run, end } = inProcess({ isTTY: false });
    end();
    await expect(run(...args.map((arg) => (arg === 'F' ? file : arg)))).rejects.toThrow(message);
    expect(await readFile(file, 'utf8')).toBe(usersText('ann'));
  });

  it('exits with 1 and says why on the standard error', async () => {
    const failed = await runUsers(['list', '--file', pathOf('none')]);
    expect(failed).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `ringgate: ${pathOf('none')} does not exist\n`,
    });
  });

  it('warns of a short password and takes it', async () => {
    const file = pathOf('users.yaml');
    const added = await runUsers(['add', 'ann', '--stdin', '--file', file], { input: '123\n' });
    expect(added).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^warning: /) });
  });

  it('keeps every user that processes add at once', async () => {
    const file = pathOf('users.yaml');
    const names = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6'];
    const done = await Promise.all(
      names.map((name) =>
        runUsers(['add', name, '--stdin', '--file', file], { input: 'a password\n' }),
      ),
    );
    expect(done.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await namesIn(file)).toEqual(names);
    expect(await readdir(dirname(file))).toEqual(['users.yaml']);
  });

  it('never shows a reader a part of the file', async () => {
    const file = pathOf('users.yaml');
    await writeFile(file, usersText('ann'));
    const editing = new AbortController();
    let readings = 0;
    const reader = (async () => {
      while (!editing.signal.aborted) {
        expect(await namesIn(file)).toContain('ann');
        readings += 1;
      }
    })();
    for (const args of [
      ['add', 'bob', '--stdin'],
      ['remove', 'bob'],
    ]) {
      await runUsers([...args, '--file', file], { input: 'a password\n' });
    }
    editing.abort();
    await reader;
    expect(readings).toBeGreaterThan(0);
  });

  it('keeps mode and symbolic link of an existing file and replaces what the link points to', async () => {
    const [file, alias, old] = [pathOf('users.yaml'), pathOf('alias'), pathOf('old')];
    await writeFile(file, usersText('ann', 'bob'));
    await chmod(file, 0o640);
    await symlink('users.yaml', alias);
    await link(file, old);
    await runUsers(['remove', 'bob', '--file', alias]);
    expect((await lstat(alias)).isSymbolicLink()).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await namesIn(file)).toEqual(['ann']);
    expect(await namesIn(old)).toEqual(['ann', 'bob']);
  });

  it('waits for another editor', async () => {
    const file = pathOf('users.yaml');
    await writeFile(file, usersText('ann', 'bob'));
    let ended = false;
    const removed = await withFileLock(file, async () => {
      const removing = runUsers(['remove', 'bob', '--file', file]).then((result) => {
        ended = true;
        return result;
      });
      // It has tried when it has left a draft of its lock.
      let seen = 0;
      const watching = setInterval(() => {
        void readdir(dirname(file)).then((names) => (seen += names.length > 2 ? 1 : 0));
      }, 1);
      await until(() => seen > 0);
      clearInterval(watching);
      expect(ended).toBe(false);
      expect(await namesIn(file)).toEqual(['ann', 'bob']);
      return { removing };
    });
    expect((await removed.removing).exitCode).toBe(0);
    expect(await namesIn(file)).toEqual(['ann']);
  });

  it.each([
    ['by a process that is gone', `999999999 ${hostname()} x\n`, 0],
    ['long ago by another machine', '1 elsewhere x\n', 60],
  ])('takes over a lock that was left %s', async (_case, holder, ageSeconds) => {
    const file = pathOf('users.yaml');
    await writeFile(file, usersText('ann', 'bob'));
    await writeFile(`${file}.lock`, holder);
    const leftAt = Date.now() / 1000 - ageSeconds;
    await utimes(`${file}.lock`, leftAt, leftAt);
    expect((await runUsers(['remove', 'bob', '--file', file])).exitCode).toBe(0);
    expect(await readdir(dirname(file))).toEqual(['users.yaml']);
  });

  it('gives up on a lock that stays held, naming it, and leaves it', async () => {
    const file = pathOf('users.yaml');
    await writeFile(`${file}.lock`, `${process.pid} ${hostname()} x\n`);
    const later = Date.now() / 1000 + 60;
    await utimes(`${file}.lock`, later, later);
    const second = withFileLock(file, () => Promise.resolve(), { staleAfterMs: 50 });
    await expect(second).rejects.toThrow(/users\.yaml\.lock is held by another process/);
    expect(await readdir(dirname(file))).toEqual(['users.yaml.lock']);
  });

  it('writes nothing when its lock was taken over', async () => {
    const file = pathOf('users.yaml');
    await withFileLock(file, async (lock) => {
      await lock.check();
      await writeFile(`${file}.lock`, '1 elsewhere x\n');
      await expect(lock.check()).rejects.toThrow(/is being edited by another process/);
    });
  });
});

describe('ringgate users on a terminal', () => {
  it('asks for a password twice and shows nothing of it', async () => {
    const { type, shown, run } = inProcess({ isTTY: true });
    const added = run('add', 'ann');
    await until(() => shown() === 'Password: ');
    type('a pasX\u007fsword\r');
    await until(() => shown().endsWith('Once more: '));
    type('a password\r');
    await added;
    expect(shown()).toBe(`Password: \nOnce more: \nadded user "ann" to ${pathOf('users.yaml')}\n`);
    const [ann] = await usersIn(pathOf('users.yaml'));
    expect(await verify(ann?.passwordHash ?? '', 'a password')).toBe(true);
  });

  it('changes nothing when the two differ', async () => {
    await writeFile(pathOf('users.yaml'), usersText('ann'));
    const { type, run } = inProcess({ isTTY: true });
    const changed = run('passwd', 'ann');
    type('one password\rother password\r');
    await expect(changed).rejects.toThrow('the two passwords differ; nothing was changed');
    expect((await usersIn(pathOf('users.yaml')))[0]?.passwordHash).toBe(hash);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('changes nothing on %s', async (_case, key) => {
    const { type, run } = inProcess({ isTTY: true });
    const added = run('add', 'ann');
    type(key);
    await expect(added).rejects.toThrow('no password was given; nothing was changed');
    expect(await readdir(dirname(pathOf('users.yaml')))).toEqual([]);
  });
});
