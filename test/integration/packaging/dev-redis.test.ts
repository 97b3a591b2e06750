import { execFile, spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive } from '../../support/is-alive.ts';
import { waitFor } from '../../support/wait-for.ts';

const run = promisify(execFile);

let folder: string;
let script: ChildProcessByStdio<null, Readable, Readable>;
let output: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringgate-test-'));
  output = '';
  script = spawn(process.execPath, ['scripts/dev-redis.js'], {
    env: { PATH: process.env['PATH'], TMPDIR: folder, PORT: '0', RINGGATE_ADMIN_PORT: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [script.stdout, script.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await waitFor(
    'the gateway accepts requests',
    () => gatewayAddress() !== undefined || script.exitCode !== null,
    15_000,
  );
});

afterEach(async () => {
  if (script.exitCode === null) {
    script.kill('SIGTERM');
    await once(script, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

function gatewayAddress(): string | undefined {
  return /http:\/\/127\.0\.0\.1:\d+(?=\/graphql)/.exec(output)?.[0];
}

function redisPorts(): number[] {
  return Array.from(output.matchAll(/Redis \w at 127\.0\.0\.1:(\d+)/g), ([, port]) => Number(port));
}

/** The servers and the gateway. Not their ports: other tests may have taken those since. */
async function children(): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
  const all = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return all.flatMap(([pid = 0, parent]) => (parent === script.pid ? [pid] : []));
}

async function ended(): Promise<number | null> {
  await waitFor('all has ended', () => script.exitCode !== null, 20_000);
  return script.exitCode;
}

function expectNothingLeftOf(pids: readonly number[]): void {
  expect(pids).toHaveLength(4);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
}

describe('npm run dev:redis', () => {
  it('serves over three Redis servers with the weights 15, 20 and 10', async () => {
    const response = await fetch(`${gatewayAddress() ?? output}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation { login(username: "wupeiqi", password: "123") { __typename } }',
      }),
    });
    expect(await response.json()).toEqual({ data: { login: { __typename: 'LoginSuccess' } } });
    expect(redisPorts()).toHaveLength(3);
    expect(output).toMatch(/a at .* weight 15\n.*b at .* weight 20\n.*c at .* weight 10\n/);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends them all on %s', async (signal) => {
    const pids = await children();
    script.kill(signal);
    expect(await ended()).toBe(0);
    expectNothingLeftOf(pids);
  });

  it('ends them all when one has ended', async () => {
    const pids = await children();
    const [port = 0] = redisPorts();
    createConnection(port, '127.0.0.1').end('SHUTDOWN NOSAVE\r\n');
    await ended();
    expect(output).toMatch(/Redis a has ended/);
    expectNothingLeftOf(pids);
  });
});
