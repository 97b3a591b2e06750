import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cookieKey } from '../support/gateway-under-test.ts';
import { GatewayProcess } from '../support/gateway-process.ts';
import { Browser } from '../support/graphql-client.ts';
import { RedisServer } from '../support/redis-server.ts';
import { type Scrape, scrape } from '../support/scrape.ts';
import { setValue } from '../support/session-steps.ts';
import { waitFor } from '../support/wait-for.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

function start(env: Readonly<Record<string, string>>): GatewayProcess {
  const gateway = new GatewayProcess({ PORT: '0', ...env });
  cleanups.push(() => gateway.kill());
  return gateway;
}

async function startWorkers(): Promise<GatewayProcess> {
  const server = await RedisServer.start();
  cleanups.push(() => server.stop());
  return start({
    RINGGATE_NODES: `${server.url}?id=a`,
    RINGGATE_COOKIE_KEYS: cookieKey,
    RINGGATE_ADMIN_PORT: '0',
    RINGGATE_ADMIN_NAMES: 'gateway',
    RINGGATE_WORKERS: '2',
  });
}

function pidsOf({ output }: GatewayProcess): number[] {
  return [...output.matchAll(/"workerPid":(\d+).*"msg":"a worker serves"/g)].map(([, pid]) =>
    Number(pid),
  );
}

async function statusAs(host: string, url: string): Promise<number | undefined> {
  const asked = request(url, { headers: { host } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

const operations = 'ringgate_operations_total{operation="other",outcome="ok",type="mutation"}';

describe('the metrics of several workers', () => {
  it('are served at one address, added up, and lose nothing when a worker dies', async () => {
    const gateway = await startWorkers();
    const url = await gateway.ready();
    const metricsUrl = /metrics are at (http:\S+\/metrics)/.exec(gateway.output)?.[1];
    const now = (): Promise<Scrape> => scrape(metricsUrl);
    const browsers = Array.from({ length: 10 }, () => new Browser(url));
    cleanups.push(() => {
      for (const browser of browsers) browser.close();
    });
    for (const browser of browsers) await setValue(browser, 'a', 1);

    const before = await now();
    expect(before.value(operations)).toBe(10);
    expect(before.value('ringgate_workers{state="answering"}')).toBe(2);
    expect(before.value('ringgate_ring_epoch')).toBe(1);
    expect(before.value('ringgate_node_up{node="a"}')).toBe(1);
    expect(await statusAs('gateway:9464', metricsUrl ?? '')).toBe(200);
    expect(await statusAs('evil.example:9464', metricsUrl ?? '')).toBe(403);

    const [victim] = pidsOf(gateway);
    if (victim === undefined) throw new Error(`No worker serves:\n${gateway.output}`);
    process.kill(victim, 'SIGKILL');
    await waitFor('it is replaced', () => pidsOf(gateway).length === 3, 15_000);
    const after = await now();
    expect(after.value(operations)).toBe(10);
    expect(after.value('ringgate_workers{state="answering"}')).toBe(2);

    const readiness = await fetch(new URL('/readyz', metricsUrl));
    expect(readiness.status).toBe(200);
    expect(await readiness.json()).toEqual({
      status: 'ready',
      nodes: [{ id: 'a', status: 'UP' }],
    });
    gateway.tell('SIGTERM');
    expect(await gateway.ended()).toEqual({ exitCode: 0, signal: null });
  });
});

describe('a process', () => {
  it('ends with the code of a wrong configuration where the port of its metrics is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const gateway = start({ RINGGATE_ADMIN_PORT: String(port) });
    expect(await gateway.ended()).toEqual({ exitCode: 78, signal: null });
    expect(gateway.output).toContain('RINGGATE_ADMIN_PORT: must be a port');
    expect(gateway.output).not.toContain('ringgate listens');
  });
});
