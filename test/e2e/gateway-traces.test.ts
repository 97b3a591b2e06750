import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { cookieKey } from '../support/gateway-under-test.ts';
import { GatewayProcess } from '../support/gateway-process.ts';
import { Browser } from '../support/graphql-client.ts';
import { writeUsersFile } from '../support/known-users.ts';
import { RedisServer } from '../support/redis-server.ts';
import { readQuery, signedIn } from '../support/session-steps.ts';
import { TraceCollector } from '../support/trace-collector.ts';

/** Prints the URL of each module that a process loads, to its standard error. */
const printModules = `--import=data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module';
   register('data:text/javascript,' + encodeURIComponent(
     'export function load(url, context, next) { process._rawDebug("loads " + url); return next(url, context); }'));`,
)}`;

const measuring = /prom-client|\/metrics\/|\/admin-(side|server)/;
const tracing = /opentelemetry|\/tracing\//;

describe('the gateway as a process', () => {
  let server: RedisServer;
  let users: Awaited<ReturnType<typeof writeUsersFile>>;
  let collector: TraceCollector;
  let gateway: GatewayProcess | undefined;

  beforeAll(async () => {
    server = await RedisServer.start();
    users = await writeUsersFile();
    collector = await TraceCollector.start();
  });

  afterEach(() => gateway?.kill());

  afterAll(async () => {
    await server.stop();
    await users.remove();
    await collector.stop();
  });

  /** Logs in and reads, in a process of its own, which is told to stop then. @returns What it has loaded. */
  async function modulesOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
    gateway = new GatewayProcess({
      PORT: '0',
      RINGGATE_COOKIE_KEYS: cookieKey,
      RINGGATE_USERS_FILE: users.path,
      RINGGATE_NODES: `${server.url}?id=a`,
      NODE_OPTIONS: printModules,
      ...env,
    });
    const browser = new Browser(await gateway.ready());
    await signedIn(browser, 'bob');
    await browser.ask(readQuery);
    browser.close();
    gateway.tell('SIGTERM');
    expect(await gateway.ended()).toMatchObject({ exitCode: 0 });
    return [...gateway.output.matchAll(/^loads (.*)$/gm)].map(([, url = '']) => url);
  }

  it('loads nothing that measures or traces where there is neither a listener for operators nor a collector', async () => {
    const modules = await modulesOf({ OTEL_SERVICE_NAME: 'shop' });
    expect(modules.some((url) => url.endsWith('/dist/gateway.js'))).toBe(true);
    expect(modules.filter((url) => measuring.test(url) || tracing.test(url))).toEqual([]);
    expect(collector.asked).toBe(0);
  });

  it('sends the spans of all that it did before it ends', async () => {
    const modules = await modulesOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      RINGGATE_ADMIN_PORT: '0',
    });
    expect(modules.some((url) => url.includes('node_modules/@opentelemetry/'))).toBe(true);
    expect(modules.some((url) => url.includes('node_modules/prom-client/'))).toBe(true);
    const names = new Set(collector.spans.map(({ name }) => name));
    expect([...names]).toEqual(
      expect.arrayContaining(['POST /graphql', 'mutation', 'query', 'session.load', 'redis load']),
    );
  });
});
