import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodesOf } from '../../support/backends.ts';
import {
  cookieKey,
  startGatewayUnderTest,
  type GatewayUnderTest,
} from '../../support/gateway-under-test.ts';
import { freePort } from '../../support/free-port.ts';
import { knownPassword, writeUsersFile } from '../../support/known-users.ts';
import { startRedisServers, type RedisServer } from '../../support/redis-server.ts';
import { logIn, setValue, signedIn } from '../../support/session-steps.ts';
import { type ReceivedSpan, TraceCollector, treeOf } from '../../support/trace-collector.ts';
import { waitFor } from '../../support/wait-for.ts';

const read = 'query Read { session { id } }';

type Env = Readonly<Record<string, string>>;

let collector: TraceCollector;
let servers: readonly RedisServer[];
let users: Awaited<ReturnType<typeof writeUsersFile>>;

beforeAll(async () => {
  collector = await TraceCollector.start();
  servers = await startRedisServers(2);
  users = await writeUsersFile();
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await collector.stop();
  await users.remove();
});

function start(env: Env = {}): Promise<GatewayUnderTest> {
  return startGatewayUnderTest({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    RINGGATE_METRICS_OPERATIONS: 'Read',
    RINGGATE_USERS_FILE: users.path,
    RINGGATE_NODES: nodesOf(servers),
    RINGGATE_ADMIN_PORT: 'off',
    ...env,
  });
}

/** The spans of a gateway that something is done with, and that is stopped then. */
async function spansOf(
  act: (gateway: GatewayUnderTest) => Promise<unknown>,
  env: Env = {},
): Promise<readonly ReceivedSpan[]> {
  const before = collector.spans.length;
  const gateway = await start(env);
  try {
    await act(gateway);
  } finally {
    await gateway.stop();
  }
  return collector.spans.slice(before);
}

/** Those that no other span of theirs is above. */
function topsOf(spans: readonly ReceivedSpan[]): readonly ReceivedSpan[] {
  return spans.filter(({ parentSpanId }) => parentSpanId === undefined);
}

function named(spans: readonly ReceivedSpan[], name: string): ReceivedSpan | undefined {
  return spans.find((span) => span.name === name);
}

describe('the traces of a gateway', () => {
  it('show a login and a read: request, operation, step of the store, command', async () => {
    const spans = await spansOf(async (gateway) => {
      const browser = gateway.browser();
      await signedIn(browser, 'bob');
      await browser.ask(read);
    });
    const [login, reading] = topsOf(spans).map((top) => treeOf(spans, top));
    expect(reading).toEqual([
      'POST /graphql',
      [['query Read', [['session.load', ['redis load']]]]],
    ]);
    expect(login).toEqual(['POST /graphql', [['mutation', expect.any(Array)]]]);
    const steps = (login as [string, [[string, unknown[]]]])[1][0][1];
    expect(steps).toContainEqual(['session.create', ['redis create']]);
    expect(steps).toContainEqual('redis count-events');
    expect(steps).toContainEqual(['session.list', expect.arrayContaining(['redis list-ids'])]);
  });

  it('tell of each span what it is, and how it ended; and of the gateway what it is', async () => {
    const spans = await spansOf(
      async (gateway) => {
        const browser = gateway.browser();
        await signedIn(browser, 'bob');
        await browser.ask(read);
      },
      { OTEL_SERVICE_NAME: 'shop', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20key' },
    );
    expect(named(spans, 'POST /graphql')).toMatchObject({
      kind: 2,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
        'ringgate.request.id': expect.any(String),
      },
    });
    expect(named(spans, 'query Read')).toMatchObject({
      kind: 1,
      attributes: {
        'graphql.operation.type': 'query',
        'graphql.operation.name': 'Read',
        'ringgate.outcome': 'ok',
      },
    });
    expect(named(spans, 'session.load')).toMatchObject({
      kind: 1,
      attributes: { 'ringgate.outcome': 'found' },
    });
    expect(named(spans, 'redis load')).toMatchObject({
      kind: 3,
      attributes: {
        'db.system.name': 'redis',
        'db.operation.name': 'load',
        'ringgate.node.id': expect.stringMatching(/^node-[01]$/),
        'ringgate.outcome': 'answered',
      },
    });
    expect(collector.text).toContain('{"key":"service.name","value":{"stringValue":"shop"}}');
    expect(collector.headers.at(-1)?.['api-key']).toBe('a key');
  });

  it('keep parallel requests apart', async () => {
    const spans = await spansOf((gateway) =>
      Promise.all(Array.from({ length: 20 }, () => setValue(gateway.browser(), 'a', 1))),
    );
    const tops = topsOf(spans);
    expect(new Set(tops.map(({ traceId }) => traceId)).size).toBe(20);
    for (const top of tops) {
      expect(treeOf(spans, top)).toEqual([
        'POST /graphql',
        [['mutation', [['session.create', ['redis create']]]]],
      ]);
    }
  });

  it('hold no operation name that is not listed, no document and no variable', async () => {
    const spans = await spansOf(async (gateway) => {
      await gateway.browser().ask('query TypedByAClient { a: __typename }');
      await gateway.browser().ask('{ oddField }');
    });
    expect(spans.map(({ name }) => name).sort()).toEqual([
      'POST /graphql',
      'POST /graphql',
      'query',
    ]);
    expect(JSON.stringify(spans)).not.toMatch(/TypedByAClient|oddField/);
  });

  it('go on from the span of a trusted proxy, and are not there where it says so', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const spans = await spansOf(
      async (gateway) => {
        for (const flags of ['00', '01']) {
          const traceparent = `00-${traceId}-b7ad6b7169203331-${flags}`;
          await gateway.browser().ask('{ __typename }', { headers: { traceparent } });
        }
      },
      { RINGGATE_TRUST_PROXY: '127.0.0.1' },
    );
    expect(spans).toMatchObject([
      { name: 'query', traceId },
      { name: 'POST /graphql', traceId, parentSpanId: 'b7ad6b7169203331' },
    ]);
  });

  it('are none that a client asks for whom nobody vouches', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const ask = (gateway: GatewayUnderTest): Promise<unknown> =>
      gateway.browser().ask('{ __typename }', { headers: { traceparent } });
    expect(await spansOf(ask, { OTEL_TRACES_SAMPLER_ARG: '0' })).toEqual([]);
    expect(JSON.stringify(await spansOf(ask))).not.toContain('a'.repeat(32));
  });

  it('tell a store that does not answer as an error, by its code', async () => {
    const spans = await spansOf(async (gateway) => {
      const browsers = Array.from({ length: 12 }, () => gateway.browser());
      for (const browser of browsers) await setValue(browser, 'a', 1);
      await servers[1]?.kill();
      for (const browser of browsers) await browser.ask(read);
      await servers[1]?.restart();
    });
    const failed = spans.filter(({ status }) => status.code === 2);
    expect(named(failed, 'session.load')?.attributes).toEqual({
      'error.type': 'SESSION_STORE_UNAVAILABLE',
    });
    expect(named(failed, 'query Read')?.attributes).toMatchObject({ 'error.type': 'unavailable' });
    expect(named(failed, 'POST /graphql')?.attributes).toMatchObject({ 'error.type': '503' });
  });

  it('hold no secret, and name no session', async () => {
    const secrets = [knownPassword, 'a-wrong-password', cookieKey, 'a-key-of-the-collector'];
    const spans = await spansOf(
      async (gateway) => {
        const browser = gateway.browser();
        await logIn(browser, 'bob', 'a-wrong-password');
        await setValue(browser, 'key-of-a-value', 'text-of-a-value');
        await signedIn(browser, 'bob');
        secrets.push('key-of-a-value', 'text-of-a-value', browser.jar.token);
        secrets.push(...browser.jar.token.split('.'));
      },
      { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a-key-of-the-collector' },
    );
    expect(named(spans, 'session.rotate')).toBeDefined();
    expect(secrets).toHaveLength(10);
    expect(secrets.filter((secret) => collector.text.includes(secret))).toEqual([]);
  });
});

describe('a collector that is away', () => {
  it('slows no request and fails none, holds up no stop, and is told once', async () => {
    const silent = await TraceCollector.start('silent');
    const failing = await TraceCollector.start('failing');
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await Promise.all(
      [silent.endpoint, failing.endpoint, nobody].map(async (endpoint) => {
        const gateway = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
        const browser = gateway.browser();
        await setValue(browser, 'a', 1);
        const elapsed: number[] = [];
        const told = (): readonly string[] =>
          gateway.logText().match(/.*the collector did not take.*/g) ?? [];
        await waitFor('it is told', async () => {
          const answer = await browser.ask(read);
          expect(answer.codes).toEqual([]);
          elapsed.push(answer.elapsedMs);
          return told().length > 0;
        });
        elapsed.sort((a, b) => a - b);
        expect(elapsed[Math.floor(elapsed.length / 2)]).toBeLessThan(500);
        const stopsAt = performance.now();
        await gateway.stop();
        expect(performance.now() - stopsAt).toBeLessThan(5_000);
        expect(told()).toHaveLength(1);
        expect(gateway.logText()).not.toContain('a secret of the collector');
      }),
    );
    await silent.stop();
    await failing.stop();
  });
});
