import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from '@jest/globals';
import { builtProgram } from '../support/gateway-process.ts';
import { RedisServer } from '../support/redis-server.ts';
import { waitFor } from '../support/wait-for.ts';

const memoryReport = fileURLToPath(
  new URL('../../bench/overload/memory-report.mjs', import.meta.url),
);

const clients = 300;
const overloadMs = 4_000;

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

async function startGateway(nodes: string): Promise<{ url: URL; child: ChildProcess }> {
  const child = fork(builtProgram, {
    execArgv: ['--expose-gc', '--import', memoryReport],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      RINGGATE_NODES: nodes,
      RINGGATE_ADMIN_PORT: 'off',
      RINGGATE_MAX_CONCURRENT_REQUESTS: '100',
    },
  });
  cleanups.push(async () => {
    child.kill();
    if (child.exitCode === null) await once(child, 'exit');
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor('it listens', () => output.includes('listens on'), 20_000);
  return { url: new URL(/http:\S+\/graphql/.exec(output)?.[0] ?? ''), child };
}

/** In use after a collection. */
async function heapBytes(child: ChildProcess): Promise<number> {
  const told = once(child, 'message') as Promise<[NodeJS.MemoryUsage]>;
  child.send('memory');
  const [{ heapUsed, external }] = await told;
  return heapUsed + external;
}

/** Clients that ask again as soon as they are answered. @returns How often each status was answered. */
async function overload(url: URL, durationMs: number): Promise<Map<number, number>> {
  const agent = new Agent({ keepAlive: true });
  const statuses = new Map<number, number>();
  const body = JSON.stringify({
    query: 'mutation { setSessionValue(key: "a", value: "b") { id } }',
  });
  const ask = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': body.length };
      const sent = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume();
        response.once('end', () => {
          resolve(response.statusCode ?? 0);
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  const endsAt = performance.now() + durationMs;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < endsAt) {
        const status = await ask();
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  agent.destroy();
  return statuses;
}

it('has the memory back that an overload took, and serves as before', async () => {
  const server = await RedisServer.start();
  cleanups.push(() => server.stop());
  const { url, child } = await startGateway(`${server.url}?id=a`);
  // What is made once is there afterwards: compiled code, buffers, the shapes of objects.
  await overload(url, 1_500);
  const before = await heapBytes(child);
  const statuses = await overload(url, overloadMs);
  expect(statuses.get(503)).toBeGreaterThan(0);
  expect(statuses.get(200)).toBeGreaterThan(0);
  await waitFor(
    'the memory is back',
    async () => (await heapBytes(child)) < before + 4 * 1_048_576,
    10_000,
  );
  const query = encodeURIComponent('{ __typename }');
  const headers = { 'apollo-require-preflight': '1' };
  expect((await fetch(`${url.href}?query=${query}`, { headers })).status).toBe(200);
});
