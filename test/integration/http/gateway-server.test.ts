import { connect, type Socket } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { afterEach, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type { RequestFacts } from '../../../src/graphql/graphql-context.ts';
import { GatewayServer } from '../../../src/http/gateway-server.ts';
import { pluginOf } from '../../../src/graphql/operation-hooks.ts';
import { admitOperations } from '../../../src/http/admit-operations.ts';
import { unavailableStatus } from '../../../src/http/unavailable-status.ts';
import type { NodeState } from '../../../src/session/ring-view.ts';
import type { CookieChange } from '../../../src/session/request-session.ts';

interface Context {
  readonly request: RequestFacts;
  readonly state: { change: CookieChange | undefined; broken?: boolean };
}

interface Setup {
  readonly nodes?: readonly NodeState[];
  readonly allowedOrigins?: readonly string[];
  readonly trustProxy?: readonly string[];
  readonly secure?: boolean;
  readonly debug?: boolean;
  readonly requestTimeoutMs?: number;
  readonly drainTimeoutMs?: number;
  readonly maxConcurrentRequests?: number;
  readonly maxEventLoopDelayMs?: number;
}

const typeDefs = `
  type Query { facts: [String] echo(text: String): String slow: Int away: Int }
  type Mutation { issue: Int clear: Int clearAway: Int issueThenFail: Int issueTwice: Int breakDown: Int }
`;
const released: (() => void)[] = [];
const cleanups: (() => Promise<unknown>)[] = [];
let slowRequests = 0;

const issue = (context: Context, token: string): number => {
  context.state.change = { kind: 'issue', token, maxAgeMs: 60_000 };
  return 1;
};
const away = (): never => {
  throw new GraphQLError('away', { extensions: { code: 'SESSION_STORE_UNAVAILABLE' } });
};

const resolvers = {
  Query: {
    facts: (_: unknown, _args: unknown, { request }: Context) => [
      request.origin,
      request.address,
      request.userAgent,
      request.acceptLanguage,
      ...request.cookieTokens,
    ],
    echo: (_: unknown, { text }: { text?: string }) => text,
    slow: () =>
      new Promise((resolve) => {
        slowRequests++;
        released.push(() => {
          resolve(1);
        });
      }),
    away,
  },
  Mutation: {
    issue: (_: unknown, _args: unknown, context: Context) => issue(context, 'token'),
    issueTwice: (_: unknown, _args: unknown, context: Context) =>
      issue(context, 'first') + issue(context, 'last'),
    issueThenFail: (_: unknown, _args: unknown, context: Context) => {
      issue(context, 'token');
      throw new GraphQLError('failed');
    },
    breakDown: (_: unknown, _args: unknown, { state }: Context) => {
      state.broken = true;
      return 1;
    },
    clear: (_: unknown, _args: unknown, { state }: Context) => {
      state.change = { kind: 'clear' };
      return 1;
    },
    clearAway: (_: unknown, _args: unknown, { state }: Context) => {
      state.change = { kind: 'clear' };
      return away();
    },
  },
};

async function start(setup: Setup = {}): Promise<{
  url: string;
  port: number;
  server: GatewayServer<Context>;
  lines: object[];
}> {
  const apollo = new ApolloServer<Context>({
    typeDefs,
    resolvers,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [pluginOf([admitOperations(), unavailableStatus()])],
  });
  await apollo.start();
  const lines: object[] = [];
  const server = new GatewayServer<Context>({
    graphql: {
      apollo,
      openContext: (request) => ({ request, state: { change: undefined } }),
      cookieChange: ({ state }) => {
        if (state.broken) throw new Error('broken down');
        return state.change;
      },
      cachePolicy: 'never',
    },
    nodeStates: () => setup.nodes ?? [{ id: 'a', status: 'UP' }],
    http: {
      allowedOrigins: setup.allowedOrigins ?? [],
      trustProxy: setup.trustProxy ?? [],
      maxBodyBytes: 1_000,
      requestTimeoutMs: setup.requestTimeoutMs ?? 5_000,
      drainTimeoutMs: setup.drainTimeoutMs ?? 5_000,
      maxConcurrentRequests: setup.maxConcurrentRequests ?? 1_000,
      maxEventLoopDelayMs: setup.maxEventLoopDelayMs ?? 10_000,
    },
    cookie: {
      name: 'session',
      sameSite: 'Lax',
      domain: undefined,
      secure: setup.secure ?? false,
      partitioned: false,
    },
    log: {
      isLevelEnabled: () => setup.debug ?? false,
      debug: (fields, message) => lines.push({ ...fields, message }),
      warn: (fields, message) => lines.push({ ...fields, message }),
      error: (fields, message) => lines.push({ ...fields, message }),
    },
  });
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  cleanups.push(async () => {
    await server.close();
    await apollo.stop();
  });
  return { url, port: Number(new URL(url).port), server, lines };
}

afterEach(async () => {
  for (const release of released.splice(0)) release();
  for (const cleanUp of cleanups.splice(0)) await cleanUp();
});

function ask(url: string, query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { message: string; extensions: { code: string } }[];
}

async function answerOf(response: Response): Promise<Answer> {
  return (await response.json()) as Answer;
}

/** Sends bytes as they are. @returns All that came back until the server closed the connection. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => {
      resolve(received);
    });
    socket.on('error', reject);
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('POST /graphql', () => {
  it('tells the context what the request says of itself', async () => {
    const { url } = await start();
    const response = await ask(url, '{ facts }', {
      'user-agent': 'agent',
      'accept-language': 'zh',
      cookie: 'x=1; session=one; session=two',
      origin: url,
    });
    expect((await answerOf(response)).data?.['facts']).toEqual([
      'own',
      '127.0.0.1',
      'agent',
      'zh',
      'one',
      'two',
    ]);
  });

  it('believes forwarded headers of trusted proxies only', async () => {
    const forwarded = {
      'x-forwarded-for': '203.0.113.9, 192.0.2.7',
      'x-forwarded-host': 'gate.example',
      'x-forwarded-proto': 'https',
      origin: 'https://gate.example',
    };
    const facts = async (url: string, headers = forwarded): Promise<unknown> =>
      ((await answerOf(await ask(url, '{ facts }', headers))).data?.['facts'] as []).slice(0, 2);
    const trusting = await start({ trustProxy: ['127.0.0.1/32'] });
    expect(await facts(trusting.url)).toEqual(['own', '192.0.2.7']);
    expect(await facts(trusting.url, { ...forwarded, origin: 'http://gate.example' })).toEqual([
      'foreign',
      '192.0.2.7',
    ]);
    const plain = await start();
    expect(await facts(plain.url)).toEqual(['foreign', '127.0.0.1']);
  });

  it('forbids every cache to keep the answer, whatever it is', async () => {
    const { url } = await start();
    const post = (body: string, type = 'application/json'): Promise<Response> =>
      fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
    const answers = await Promise.all([
      ask(url, '{ facts }'),
      ask(url, '{ away }'),
      ask(url, '{ nothing }'),
      post('{'),
      post('[]'),
      post('{}', 'application/xml'),
      post('{}', 'no type'),
      post(JSON.stringify({ query: 'x'.repeat(1_000) })),
      fetch(`${url}/graphql`, { method: 'DELETE' }),
      fetch(`${url}/graphql?query={facts}`),
    ]);
    const seen = answers.map((answer) => [answer.status, answer.headers.get('cache-control')]);
    expect(seen).toEqual(
      [200, 503, 400, 400, 400, 415, 415, 413, 405, 400].map((status) => [status, 'no-store']),
    );
    for (const answer of answers.slice(1)) {
      const text = await answer.text();
      const body = JSON.parse(text) as Answer;
      expect(body.errors?.[0]?.extensions.code).toMatch(/^[A-Z_]+$/);
      expect(text).not.toMatch(/node_modules|FST_|stacktrace/);
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]+$/);
    }
  });

  it('sets the cookie of the last state, also when a field failed', async () => {
    const { url } = await start();
    const cookies = async (query: string): Promise<string[]> =>
      (await ask(url, query)).headers.getSetCookie();
    const attributes = 'Path=/; HttpOnly; SameSite=Lax; Max-Age';
    expect(await cookies('mutation { issue }')).toEqual([`session=token; ${attributes}=60`]);
    expect(await cookies('mutation { issueThenFail }')).toEqual([
      `session=token; ${attributes}=60`,
    ]);
    expect(await cookies('mutation { issueTwice }')).toEqual([`session=last; ${attributes}=60`]);
    expect(await cookies('mutation { issue clear }')).toEqual([`session=; ${attributes}=0`]);
    expect(await cookies('{ facts }')).toEqual([]);
  });

  it('never clears the cookie when the store is unavailable (I4)', async () => {
    const { url } = await start();
    const response = await ask(url, 'mutation { clearAway }');
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('refuses mutations of foreign origins and mutations by GET', async () => {
    const { url } = await start();
    const foreign = await ask(url, 'mutation { issue }', { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.getSetCookie()).toEqual([]);
    expect((await answerOf(foreign)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const byGet = await fetch(`${url}/graphql?query=${encodeURIComponent('mutation{issue}')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(byGet.status).toBe(405);
    expect(byGet.headers.getSetCookie()).toEqual([]);
  });

  it('refuses what a form of any page can send', async () => {
    const { url } = await start();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: JSON.stringify({ query: 'mutation { issue }' }),
      });
      expect([400, 415]).toContain(response.status);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  it('takes __proto__ and constructor for ordinary keys', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},
        "query":"query($text:String){echo(text:$text)}","variables":{"__proto__":{"text":"x"},"text":"t"}}`,
    });
    expect(await answerOf(response)).toEqual({ data: { echo: 't' } });
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('sends the security headers of an API, and insists on https where it is served so', async () => {
    const plain = (await ask((await start()).url, '{ facts }')).headers;
    expect(plain.get('x-content-type-options')).toBe('nosniff');
    expect(plain.get('content-security-policy')).toContain("default-src 'none'");
    expect(plain.get('strict-transport-security')).toBeNull();
    const secure = (await ask((await start({ secure: true })).url, '{ facts }')).headers;
    expect(secure.get('strict-transport-security')).toBe('max-age=31536000');
  });
});

describe('CORS', () => {
  const origin = 'https://app.example';
  const preflight = { origin, 'access-control-request-method': 'POST' };

  it('lets pages of allowed origins ask and read, with credentials', async () => {
    const { url } = await start({ allowedOrigins: [origin] });
    const asked = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers: preflight });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(origin);
    expect(asked.headers.get('access-control-allow-credentials')).toBe('true');
    const { headers } = await ask(url, 'mutation { issue }', { origin });
    expect(headers.get('access-control-allow-origin')).toBe(origin);
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-expose-headers')).toBe('x-request-id, retry-after');
    expect(headers.get('vary')).toBe('origin');
  });

  it('lets pages of allowed origins read every refusal, also before GraphQL', async () => {
    const { url } = await start({ allowedOrigins: [origin] });
    const refusals = async (from: string): Promise<Response[]> => {
      const post = (body: string, type = 'application/json'): Promise<Response> =>
        fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': type, origin: from },
          body,
        });
      return Promise.all([
        post('{'),
        post('{', 'Application/JSON'),
        post('{}', 'application/xml'),
        post(JSON.stringify({ query: 'x'.repeat(1_000) })),
        fetch(`${url}/graphql`, { method: 'DELETE', headers: { origin: from } }),
        ask(url, 'mutation { breakDown }', { origin: from }),
      ]);
    };
    const names = ['access-control-allow-origin', 'access-control-allow-credentials', 'vary'];
    const seen = async (from: string): Promise<unknown[]> =>
      (await refusals(from)).map(({ status, headers }) => [
        status,
        ...names.map((name) => headers.get(name)),
        headers.get('x-content-type-options'),
      ]);
    const statuses = [400, 400, 415, 413, 405, 500];
    expect(await seen(origin)).toEqual(
      statuses.map((status) => [status, origin, 'true', 'origin', 'nosniff']),
    );
    expect(await seen(url)).toEqual(
      statuses.map((status) => [status, null, null, 'origin', 'nosniff']),
    );
  });

  it('reflects no other origin', async () => {
    for (const allowedOrigins of [[], ['https://other.example']]) {
      const { url } = await start({ allowedOrigins });
      const asked = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers: preflight });
      expect(asked.headers.get('access-control-allow-origin')).toBeNull();
      const { headers } = await ask(url, '{ facts }', { origin });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('health', () => {
  it('is alive whatever the nodes do', async () => {
    const { url } = await start({ nodes: [{ id: 'a', status: 'DOWN' }] });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('is ready while a node answers, and tells each state', async () => {
    const nodes: NodeState[] = [
      { id: 'a', status: 'UP' },
      { id: 'b', status: 'DOWN' },
    ];
    const response = await fetch(`${(await start({ nodes })).url}/readyz`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'degraded', nodes });
  });

  it('is not ready when all nodes are down', async () => {
    const { url } = await start({ nodes: [{ id: 'a', status: 'DOWN' }] });
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
  });

  it('tells people where GraphQL is', async () => {
    const { url } = await start();
    const response = await fetch(url);
    expect(await response.text()).toContain('/graphql');
    expect(response.headers.get('content-security-policy')).not.toBeNull();
  });
});

describe('malformed requests', () => {
  it('refuses an endless body at the limit, and ends the connection', async () => {
    const { port } = await start();
    const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const chunk = `3e8\r\n${' '.repeat(1_000)}\r\n`;
    const answer = await sendRaw(port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 [^]*connection: close/i);
  });

  it('parses JSON of any spelling of its type', async () => {
    const { url } = await start();
    for (const type of [
      'application/json; charset=UTF-8',
      'Application/JSON',
      'application/json;x=y',
    ]) {
      const response = await ask(url, '{ echo(text: "é") }', { 'content-type': type });
      expect(await answerOf(response)).toEqual({ data: { echo: 'é' } });
    }
  });

  it('answers every path without falling over', async () => {
    const { port } = await start();
    for (const path of ['//', '/%zz', '/graphql%', '*', 'http://x/graphql', '///graphql', '/?%']) {
      const answer = await sendRaw(
        port,
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 (200|400|404) /);
    }
    const { port: same } = await start();
    expect(await sendRaw(same, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('refuses headers larger than 16 KiB', async () => {
    const { port } = await start();
    const answer = await sendRaw(
      port,
      `GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: ${'c'.repeat(17_000)}\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('gives up on headers that do not arrive in time', async () => {
    const { port } = await start({ requestTimeoutMs: 100 });
    expect(await sendRaw(port, 'GET /healthz HTTP/1.1\r\nHost: ')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('gives up on a request that does not arrive in time', async () => {
    const { port } = await start({ requestTimeoutMs: 100 });
    const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const answer = await sendRaw(port, `${head}Content-Length: 10\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('overload', () => {
  const origin = 'https://app.example';
  const upgrade =
    'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

  it('sheds what comes while as many requests are under way as may be, and takes more at once', async () => {
    const { url, server } = await start({ maxConcurrentRequests: 2, allowedOrigins: [origin] });
    const before = slowRequests;
    const slow = [ask(url, '{ slow }'), ask(url, '{ slow }')];
    await until(() => slowRequests === before + 2);
    const shed = await ask(url, '{ facts }', { origin });
    expect(shed.status).toBe(503);
    expect(Object.fromEntries(shed.headers)).toMatchObject({
      'retry-after': '1',
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
    });
    expect(shed.headers.get('x-request-id')).not.toBeNull();
    expect(shed.headers.get('set-cookie')).toBeNull();
    expect(await answerOf(shed)).toEqual({
      errors: [
        {
          message: 'the gateway has too much to do: try again',
          extensions: { code: 'OVERLOADED' },
        },
      ],
    });
    expect(server.shed).toBe(1);
    for (const release of released.splice(0)) release();
    for (const response of await Promise.all(slow)) expect(response.status).toBe(200);
    expect((await ask(url, '{ facts }')).status).toBe(200);
    expect(server.shed).toBe(1);
  });

  it('sheds new streams, and never asks about its health', async () => {
    const { url, port } = await start({ maxConcurrentRequests: 1 });
    const before = slowRequests;
    const slow = ask(url, '{ slow }');
    await until(() => slowRequests > before);
    const [handshake, stream] = await Promise.all([
      sendRaw(port, upgrade),
      ask(url, 'subscription { x }', { accept: 'text/event-stream' }),
    ]);
    expect(handshake).toMatch(/^HTTP\/1\.1 503 [^]*"OVERLOADED"/);
    expect(stream.status).toBe(503);
    for (const path of ['/healthz', '/readyz', '/']) {
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
    for (const release of released.splice(0)) release();
    await slow;
  });

  it('waits for no body of what it sheds, and ends the connection of one that may be long', async () => {
    const { url, port } = await start({ maxConcurrentRequests: 1 });
    const before = slowRequests;
    const slow = ask(url, '{ slow }');
    await until(() => slowRequests > before);
    const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const whole = `${head}Content-Length: 2\r\n\r\n{}`;
    const [chunked = '', long = '', answers = ''] = await Promise.all(
      [
        `${head}Transfer-Encoding: chunked\r\n\r\n`,
        `${head}Content-Length: 1001\r\n\r\n`,
        // A short one is thrown away when it comes, and its connection goes on.
        `${whole}${whole.replace('Host', 'Connection: close\r\nHost')}`,
      ].map((text) => sendRaw(port, text)),
    );
    for (const answer of [chunked, long]) {
      expect(answer).toMatch(/^HTTP\/1\.1 503 [^]*connection: close/i);
    }
    expect(answers.match(/HTTP\/1\.1 503 /g)).toHaveLength(2);
    for (const release of released.splice(0)) release();
    await slow;
  });

  it('answers a part of what comes in one moment, sheds the rest, and answers what comes later', async () => {
    const { url, port, server } = await start({ maxEventLoopDelayMs: 1 });
    const request =
      'GET /graphql?query={facts} HTTP/1.1\r\nHost: x\r\nApollo-Require-Preflight: 1\r\n';
    const count = 300;
    const answers = await sendRaw(
      port,
      `${`${request}\r\n`.repeat(count - 1)}${request}Connection: close\r\n\r\n`,
    );
    const answered = answers.split('HTTP/1.1 200 ').length - 1;
    const shed = answers.split('HTTP/1.1 503 ').length - 1;
    expect(answered).toBeGreaterThan(0);
    expect(shed).toBeGreaterThan(0);
    expect([answered + shed, server.shed]).toEqual([count, shed]);
    expect((await ask(url, '{ facts }')).status).toBe(200);
  });
});

describe('draining', () => {
  it('finishes what is under way, then closes', async () => {
    const { url, server, port } = await start();
    const before = slowRequests;
    const slow = ask(url, '{ slow }');
    const silent: Socket = connect(port, '127.0.0.1');
    silent.on('error', () => undefined);
    await until(() => slowRequests > before && silent.readyState === 'open');
    const drained = server.drain();
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    for (const release of released.splice(0)) release();
    const response = await slow;
    expect(response.headers.get('connection')).toBe('close');
    expect(await answerOf(response)).toEqual({ data: { slow: 1 } });
    const startedAt = performance.now();
    await drained;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('is not ready while it drains', async () => {
    const { server, port } = await start();
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    // In one write, so that the server has read the second request's beginning when it answers the first.
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\n');
    await until(() => received.includes('"alive"'));
    const drained = server.drain();
    socket.write('Host: x\r\n\r\n');
    await closed;
    expect(received).toMatch(/HTTP\/1\.1 503 [^]*connection: close[^]*"draining"/i);
    await drained;
  });

  it('answers a request that was on its way on an idle connection', async () => {
    const { server, port } = await start();
    const socket = connect(port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => received.includes('"alive"'));
    socket.write('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n');
    await server.drain();
    await closed;
    expect(received).toMatch(/HTTP\/1\.1 503 [^]*connection: close[^]*"draining"/i);
  });

  it('cuts off what is not done in time', async () => {
    const { url, server } = await start({ drainTimeoutMs: 50 });
    const before = slowRequests;
    const slow = ask(url, '{ slow }');
    const failed = expect(slow).rejects.toThrow();
    await until(() => slowRequests > before);
    await server.drain();
    await failed;
  });
});

describe('the log', () => {
  it('has a line for each request at level debug, without query, body or cookie', async () => {
    const { url, lines } = await start({ debug: true });
    await ask(url, '{ facts }', { cookie: 'session=secret', authorization: 'secret' });
    await fetch(`${url}/graphql?query={secret}`);
    await until(() => lines.length === 2);
    expect(lines[0]).toMatchObject({ method: 'POST', path: '/graphql', status: 200 });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});
