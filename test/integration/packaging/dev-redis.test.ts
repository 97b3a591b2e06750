import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '../../support/wait-for.ts';

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

async function accepts(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function ended(): Promise<number | null> {
  await waitFor('all has ended', () => script.exitCode !== null, 20_000);
  return script.exitCode;
}

async function somethingIsLeft(): Promise<boolean> {
  const answers = await Promise.all(redisPorts().map(accepts));
  const gateway = await accepts(Number(new URL(gatewayAddress() ?? '').port));
  return gateway || answers.includes(true) || readdirSync(folder).length > 0;
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
    script.kill(signal);
    expect(await ended()).toBe(0);
    expect(await somethingIsLeft()).toBe(false);
  });

  it('ends them all when one has ended', async () => {
    const [port = 0] = redisPorts();
    createConnection(port, '127.0.0.1').end('SHUTDOWN NOSAVE\r\n');
    await ended();
    expect(output).toMatch(/Redis a has ended/);
    expect(await somethingIsLeft()).toBe(false);
  });
});
