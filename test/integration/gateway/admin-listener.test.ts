import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { memoryNodes, useGateway } from '../../support/backends.ts';
import { startGatewayUnderTest } from '../../support/gateway-under-test.ts';
import { AdminServer } from '../../../src/http/admin-server.ts';
import { waitFor } from '../../support/wait-for.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

/** A port that somebody else listens on. */
async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  return String((server.address() as AddressInfo).port);
}

describe('the listener for operators', () => {
  const gateway = useGateway(memoryNodes, {
    RINGGATE_ADMIN_PORT: '0',
    RINGGATE_ADMIN_NAMES: 'gateway',
  });
  /** With a Host that `fetch` lets nobody choose. */
  const getAs = async (host: string, path: string): Promise<{ status: unknown; body: string }> => {
    const asked = request(new URL(path, gateway().metricsUrl), { headers: { host } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  };
  const get = (path: string): Promise<Response> => fetch(new URL(path, gateway().metricsUrl));

  it('listens on the loopback address, on another port than GraphQL', () => {
    const { metricsUrl, url } = gateway();
    expect(metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect(new URL(metricsUrl ?? '').port).not.toBe(new URL(url).port);
  });

  it("serves metrics as Prometheus' text, not to be kept", async () => {
    const { status, headers } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it.each(['/healthz', '/readyz'])('answers %s as the public listener does', async (path) => {
    const theirs = await fetch(new URL(path, gateway().url));
    const ours = await get(path);
    expect(ours.status).toBe(200);
    expect(ours.headers.get('cache-control')).toBe('no-store');
    expect(await ours.text()).toBe(await theirs.text());
  });

  it.each(['gateway:9464', 'localhost', '127.0.0.1', '[::1]:9464'])(
    'tells metrics to who asks for them at %s',
    async (host) => {
      expect((await getAs(host, '/metrics')).status).toBe(200);
    },
  );

  it('tells a page that was led here by its own name nothing but how it is', async () => {
    const { status, body } = await getAs('evil.example:9464', '/metrics');
    expect(status).toBe(403);
    expect(body).toContain('RINGGATE_ADMIN_NAMES');
    expect(body).toContain('"code":"FORBIDDEN"');
    expect(body).not.toContain('ringgate_');
    expect((await getAs('evil.example:9464', '/healthz')).status).toBe(200);
    expect((await getAs('evil.example:9464', '/readyz')).status).toBe(200);
  });

  it('serves nothing else, and the public listener no metrics', async () => {
    expect((await get('/')).status).toBe(404);
    expect((await get('/graphql?query={__typename}')).status).toBe(404);
    expect((await fetch(new URL('/metrics', gateway().url))).status).toBe(404);
  });
});

describe('a gateway that operators ask', () => {
  it('has no listener and measures nothing where the port is off', async () => {
    const gateway = await startGatewayUnderTest({ RINGGATE_ADMIN_PORT: 'off' });
    cleanups.push(() => gateway.stop());
    expect(gateway.metricsUrl).toBeUndefined();
  });

  it('does not start where the port is taken, and says the way out', async () => {
    const port = await takenPort();
    await expect(startGatewayUnderTest({ RINGGATE_ADMIN_PORT: port })).rejects.toMatchObject({
      exitCode: 78,
      message: `The configuration has 1 fault:
  RINGGATE_ADMIN_PORT: must be a port of its own: something listens on it at 127.0.0.1 (EADDRINUSE), maybe another gateway; 0 takes any free port, off serves no metrics (found "${port}")`,
    });
  });

  it('does not start where the address is none of this machine, and says so', async () => {
    const env = { RINGGATE_ADMIN_HOST: '192.0.2.1', RINGGATE_ADMIN_PORT: '0' };
    await expect(startGatewayUnderTest(env)).rejects.toThrow(
      /^ {2}RINGGATE_ADMIN_HOST: must be .* \(EADDRNOTAVAIL\).*\(found "192\.0\.2\.1"\)$/m,
    );
  });

  it('says there that it drains, until nothing is under way any more', async () => {
    const gateway = await startGatewayUnderTest({ RINGGATE_ADMIN_PORT: '0' });
    cleanups.push(() => gateway.stop());
    const readyz = new URL('/readyz', gateway.metricsUrl);
    const { port, hostname } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    cleanups.push(() => socket.destroy());
    const body = '{"query":"{ session { id } }"}';
    const head = ['POST /graphql HTTP/1.1', 'host: a', 'content-type: application/json'];
    head.push('expect: 100-continue', `content-length: ${body.length}`, '', '');
    socket.write(head.join('\r\n'));
    await once(socket, 'data');

    const stopped = gateway.stop();
    await waitFor('it drains', async () => (await fetch(readyz)).status === 503);
    expect(await (await fetch(readyz)).json()).toMatchObject({ status: 'draining' });
    expect((await fetch(new URL('/metrics', gateway.metricsUrl))).status).toBe(200);
    socket.write(body);
    await stopped;
    await expect(fetch(readyz)).rejects.toThrow();
  });

  it('is closed within a second, also while a scrape gets no answer', async () => {
    let scrapes = 0;
    const server = new AdminServer({
      metrics: () => new Promise(() => (scrapes += 1)),
      nodeStates: () => [],
      isDraining: () => false,
      names: [],
      log: pino({ level: 'silent' }),
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const scrape = fetch(url).then(
      () => 'answered',
      () => 'closed',
    );
    await waitFor('it is asked', () => scrapes === 1);
    const startedAt = performance.now();
    await server.close();
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    expect(await scrape).toBe('closed');
  });
});
