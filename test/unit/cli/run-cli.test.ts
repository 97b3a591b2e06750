import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '../../../src/cli/run-cli.ts';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import { writeUsersFile } from '../../support/known-users.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly served: readonly GatewayConfig[];
}

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  serve: () => Promise<void> = () => Promise.resolve(),
  readFile: () => string = () => '',
): Promise<Run> {
  const [out, err]: [string[], string[]] = [[], []];
  const served: GatewayConfig[] = [];
  const surroundings = {
    env,
    readFile,
    stdin: new PassThrough(),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    interruption: () => AbortSignal.abort(),
  };
  const code = await runCli(args, surroundings, {
    serve: (config) => {
      served.push(config);
      return serve();
    },
    openRing: () => Promise.reject(new Error('no ring is to be opened')),
  });
  return { code, out: out.join(''), err: err.join(''), served };
}

describe('ringgate', () => {
  it.each([[[]], [['serve']]])('serves when it is given %j', async (args) => {
    const { code, served } = await run(args, { PORT: '4711' });
    expect(code).toBe(0);
    expect(served.map((config) => config.listen.port)).toEqual([4711]);
  });

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, served: [] });
  });

  it('lists commands and the main variables as help', async () => {
    const { code, out, served } = await run(['--help']);
    expect({ code, served }).toEqual({ code: 0, served: [] });
    for (const word of [
      'serve',
      'config',
      'users',
      'ring',
      'PORT',
      'RINGGATE_NODES',
      'RINGGATE_COOKIE_KEYS',
    ]) {
      expect(out).toMatch(new RegExp(`^ {2}${word}\\b`, 'm'));
    }
  });

  it.each([[['--bogus']], [['bogus']], [['serve', 'more']], [['users', 'add']]])(
    'calls %j wrong usage',
    async (args) => {
      const { code, err, served } = await run(args);
      expect({ code, served }).toEqual({ code: 2, served: [] });
      expect(err).not.toBe('');
    },
  );

  it.each([[['serve']], [['config']]])(
    'starts nothing on a wrong configuration (%j)',
    async (args) => {
      const { code, err, served } = await run(args, { PORT: 'x', RINGGATE_NODES: 'http://h' });
      expect({ code, served }).toEqual({ code: 78, served: [] });
      expect(err).toMatch(/2 faults:\n {2}PORT: .*\n {2}RINGGATE_NODES: /);
    },
  );

  it('tells why the gateway could not start', async () => {
    const fail = (): Promise<void> => Promise.reject(new Error('the port is taken'));
    expect(await run([], {}, fail)).toMatchObject({
      code: 1,
      err: 'ringgate: the port is taken\n',
    });
  });

  it('prints the configuration without its secrets', async () => {
    const env = {
      RINGGATE_COOKIE_KEYS: 'hunter2'.repeat(5),
      RINGGATE_NODES: 'redis://u:hunter2@h:1?id=a&weight=15',
    };
    const { code, out } = await run(['config'], env);
    expect(code).toBe(0);
    expect(out).not.toContain('hunter2');
    expect(out).toContain('url: redis://***@h:1');
    expect(out).toContain('weight: 15');
    expect(out).toContain('*** (35 bytes)');
  });

  it('prints the warnings with the configuration', async () => {
    const { out } = await run(['config']);
    expect(out).toMatch(/^# Warning: RINGGATE_NODES is not set/m);
  });

  it.each([
    ['not there', '/nowhere/users.yaml', '/nowhere/users.yaml does not exist'],
    ['no users file', 'package.json', 'package.json cannot be used'],
  ])('passes no configuration whose users file is %s', async (_case, path, reason) => {
    const { code, out, err } = await run(['config'], { RINGGATE_USERS_FILE: path });
    expect({ code, out }).toEqual({ code: 78, out: '' });
    expect(err).toContain(`RINGGATE_USERS_FILE: must name a file of users: ${reason}`);
  });

  it('passes a configuration with users', async () => {
    const users = await writeUsersFile();
    const { code, out } = await run(['config'], { RINGGATE_USERS_FILE: users.path });
    await users.remove();
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringContaining(`usersFile: ${users.path}`),
    });
  });

  it('edits users without a whole configuration', async () => {
    const { code, err } = await run(['users', 'list'], { NODE_ENV: 'production' });
    expect(code).toBe(1);
    expect(err).toContain('RINGGATE_USERS_FILE');
  });

  it('names the fault of the configuration that hides where the users are', async () => {
    const env = { RINGGATE_CONFIG: 'nope.yaml' };
    const missing = (): never => {
      throw new Error('ENOENT');
    };
    const list = (...args: readonly string[]): Promise<Run> =>
      run(['users', 'list', ...args], env, undefined, missing);
    expect(await list()).toMatchObject({
      code: 78,
      err: expect.stringContaining('RINGGATE_CONFIG: must name a file that can be read: ENOENT'),
    });
    expect(await list('--file', '/nowhere/users.yaml')).toMatchObject({
      code: 1,
      err: 'ringgate: /nowhere/users.yaml does not exist\n',
    });
  });
});
