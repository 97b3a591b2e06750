import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { memoryNodes, useGateway } from '../../support/backends.ts';
import { startGatewayUnderTest } from '../../support/gateway-under-test.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { setValue, signedIn } from '../../support/session-steps.ts';
import { eventsQuery, Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';

const allowed = 'https://app.example';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

/** Opens a stream as a browser's EventSource does. */
async function openEventSource(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  const address = `${url}?query=${encodeURIComponent(eventsQuery)}`;
  const outgoing = request(address, { headers: { accept: 'text/event-stream', ...headers } });
  cleanups.push(() => outgoing.destroy());
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  return incoming;
}

/** All that has come of a stream so far. */
function gather(incoming: IncomingMessage): () => string {
  let gathered = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (chunk: string) => (gathered += chunk));
  incoming.on('error', () => undefined);
  return () => gathered;
}

function rawSocket(...args: ConstructorParameters<typeof RawSocket>): RawSocket {
  const raw = new RawSocket(...args);
  cleanups.push(() => {
    raw.socket.terminate();
  });
  return raw;
}

describe('a stream of Server-Sent Events', () => {
  const gateway = useGateway(memoryNodes, { RINGGATE_ALLOWED_ORIGINS: allowed });

  it('opens by GET, for an EventSource, and is kept by nobody', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const stream = await openEventSource(gateway().url, { cookie: browser.jar.header() });
    expect(stream.statusCode).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    });
    const gathered = gather(stream);
    await waitFor('the first event is there', () => gathered().includes('"CURRENT"'));
    expect(gathered()).toMatch(/^:\n\nevent: next\ndata: \{.*\}\n\n$/);
    await browser.ask('mutation { logout }');
    await waitFor('it is complete', () => gathered().endsWith('event: complete\ndata: null\n\n'));
    expect(stream.headers['set-cookie']).toBeUndefined();
  });

  it('is readable for a page of an allowed origin', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const headers = {
      cookie: browser.jar.header(),
      origin: allowed,
      'sec-fetch-site': 'cross-site',
    };
    const stream = await openEventSource(gateway().url, headers);
    expect(stream.headers).toMatchObject({
      'access-control-allow-origin': allowed,
      'access-control-allow-credentials': 'true',
    });
  });

  it.each([
    ['a page of a foreign origin', { origin: 'https://evil.example' }, 403],
    ['a request from a foreign page', { 'sec-fetch-site': 'cross-site' }, 403],
    ['no document', {}, 400],
  ])('is refused to %s', async (_what, headers, status) => {
    const address = status === 400 ? `${gateway().url}?query=` : gateway().url;
    const stream = await openEventSource(address.replace('?query=', '/?'), headers);
    expect(stream.statusCode).toBe(status);
    expect(stream.headers).not.toHaveProperty('access-control-allow-origin');
    expect(JSON.parse(await text(stream))).toHaveProperty('errors');
  });

  it('is not what a query asks for that takes streams, too, as those of urql do', async () => {
    const answer = await fetch(gateway().url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json, text/event-stream',
      },
      body: JSON.stringify({ query: '{ session { id } }' }),
    });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ data: { session: null } });
  });

  it('has a stream of its own asked for: one answer cannot hold a subscription', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const answer = await browser.ask(eventsQuery);
    expect(answer.status).toBe(400);
    expect(answer.codes).toEqual(['BAD_REQUEST']);
    expect(answer.messages[0]).toContain('text/event-stream');
  });

  it('frees its place when its client goes away', async () => {
    const small = await startGatewayUnderTest({
      ...gateway().env,
      RINGGATE_MAX_SUBSCRIPTIONS_PER_SESSION: '1',
    });
    cleanups.push(() => small.stop());
    const browser = small.browser();
    await setValue(browser, 'a', 1);
    const cookie = browser.jar.header();
    for (let round = 0; round < 3; round += 1) {
      await waitFor('there is room', async () => {
        const stream = await openEventSource(small.url, { cookie });
        const gathered = gather(stream);
        await waitFor('it is told', () => gathered().includes('data:'));
        stream.destroy();
        return gathered().includes('"CURRENT"');
      });
    }
  });
});

describe('a WebSocket', () => {
  const gateway = useGateway(memoryNodes, { RINGGATE_MAX_BODY_SIZE: '4KiB' });

  async function cookieOf(): Promise<string> {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    return browser.jar.header();
  }

  it('carries several subscriptions, ends one alone, and all of them with the session', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const socket = await rawSocket(gateway().url, browser.jar.header()).begun();
    for (const id of ['a', 'b', 'c']) socket.subscribe(id);
    await waitFor('all are told', () =>
      ['a', 'b', 'c'].every((id) => socket.typesOf(id).length === 1),
    );
    socket.send({ type: 'complete', id: 'b' });
    await setValue(browser, 'x', 1);
    await waitFor('two are told', () => ['a', 'c'].every((id) => socket.typesOf(id).length === 2));
    expect(socket.code).toBeUndefined();
    await browser.ask('mutation { logout }');
    expect(await socket.closed()).toBe(4401);
    expect(socket.typesOf('b')).toEqual(['next']);
    for (const id of ['a', 'c']) {
      expect(socket.typesOf(id).slice(0, 3)).toEqual(['next', 'next', 'next']);
    }
  });

  it.each([
    ['at another path', (url: string) => url.replace('/graphql', '/elsewhere'), 404],
    ['of a foreign page', (url: string) => url, 403],
  ])('%s is refused with an answer', async (_what, at, status) => {
    const headers = status === 403 ? { origin: 'https://evil.example' } : {};
    const socket = new WebSocket(at(gateway().url).replace(/^http/, 'ws'), 'graphql-transport-ws', {
      headers,
    });
    socket.on('error', () => undefined);
    const [, incoming] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(incoming.statusCode).toBe(status);
    expect(JSON.parse(await text(incoming))).toHaveProperty('errors');
    socket.terminate();
  });

  it.each([
    ['without a cookie', 4401, ['graphql-transport-ws'], '{"type":"connection_init"}'],
    ['that names no protocol', 4406, [], undefined],
    [
      'that subscribes before it is accepted',
      4401,
      undefined,
      '{"type":"subscribe","id":"1","payload":{"query":"{a}"}}',
    ],
    ['that speaks no protocol', 4400, undefined, 'hello'],
    ['whose message is too large', 1009, undefined, ' '.repeat(5_000)],
  ] as const)('%s is closed with %i', async (what, code, protocols, message) => {
    const cookie = what === 'without a cookie' ? '' : await cookieOf();
    const socket = rawSocket(gateway().url, cookie, protocols);
    await once(socket.socket, 'open');
    if (message !== undefined) socket.socket.send(message);
    expect(await socket.closed()).toBe(code);
  });

  it.each(['POST', 'GET'])(
    'does not keep clients that offer HTTP/2 by %s from an answer',
    async (method) => {
      const body = method === 'POST' ? '{"query":"{ session { id } }"}' : '';
      const path = method === 'POST' ? '/graphql' : '/healthz';
      const url = new URL(gateway().url);
      const socket = connectSocket(Number(url.port), url.hostname);
      cleanups.push(() => socket.destroy());
      let answered = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (answered += chunk));
      const ask = (): void => {
        socket.write(
          `${method} ${path} HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade, HTTP2-Settings\r\n` +
            'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Type: application/json\r\n' +
            `Content-Length: ${body.length}\r\n\r\n${body}`,
        );
      };
      ask();
      await waitFor('it is answered', () => answered.includes('HTTP/1.1 200'));
      answered = '';
      ask();
      await waitFor('it is answered again, on the same connection', () =>
        answered.includes('HTTP/1.1 200'),
      );
    },
  );

  it.each(['websocket', 'h2c'])(
    'that is asked for (%s) before an earlier answer is there ends that connection alone',
    async (protocol) => {
      const url = new URL(gateway().url);
      const socket = connectSocket(Number(url.port), url.hostname);
      cleanups.push(() => socket.destroy());
      socket.on('error', () => undefined);
      const login = JSON.stringify({
        query: 'mutation { login(username: "bob", password: "wrong") { __typename } }',
      });
      socket.write(
        `POST /graphql HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\n` +
          `Content-Length: ${login.length}\r\n\r\n${login}` +
          `GET /graphql HTTP/1.1\r\nHost: ${url.host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`,
      );
      await once(socket.resume(), 'close');
      expect((await gateway().browser().ask('{ session { id } }')).data).toEqual({ session: null });
    },
  );
});

describe.each(transports)('a gateway that stops, with listeners by $name', ({ name, connect }) => {
  const gateway = useGateway(memoryNodes);

  it('lets them go at once, not as if the session had ended, and stops in time', async () => {
    const other = await startGatewayUnderTest(gateway().env);
    const browser = other.browser();
    await signedIn(browser, 'bob');
    const headers = { cookie: browser.jar.header() };
    const tabs = await Promise.all(
      [1, 2].map(() => new Subscriber(connect, { url: other.url, headers }).begun()),
    );
    const startedAt = performance.now();
    await other.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    for (const tab of tabs) {
      const ending = await tab.ended();
      expect(tab.types).toEqual(['CURRENT']);
      if (name === 'graphql-ws') expect(ending).toEqual({ kind: 'closed', code: 1001 });
      else expect(ending?.kind).not.toBe('completed');
    }
  });
});

describe('a listener that does not read', () => {
  const valueBytes = 60_000;
  const changes = 400;
  const gateway = useGateway(memoryNodes, {
    RINGGATE_MAX_VALUE_SIZE: '64KiB',
    RINGGATE_MAX_SESSION_SIZE: '128KiB',
  });

  /** Begins to listen and stops reading at once. @returns What reads on, and the events that came. */
  const slowReaders: readonly {
    readonly name: string;
    readonly open: (cookie: string) => Promise<{ resume: () => void; gathered: () => string }>;
  }[] = [
    {
      name: 'Server-Sent Events',
      open: async (cookie) => {
        const stream = await openEventSource(gateway().url, { cookie });
        const gathered = gather(stream);
        stream.pause();
        return { resume: () => stream.resume(), gathered };
      },
    },
    {
      name: 'graphql-ws',
      open: async (cookie) => {
        const raw = await rawSocket(gateway().url, cookie).begun();
        raw.subscribe('a');
        await waitFor('it is told', () => raw.messages.length > 1);
        raw.socket.pause();
        const resume = (): void => {
          raw.socket.resume();
        };
        const gathered = (): string =>
          raw.messages.map((message) => JSON.stringify(message)).join();
        return { resume, gathered };
      },
    },
  ];

  it.each(slowReaders)('is told the last state in the end, by $name', async ({ open }) => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const { resume, gathered } = await open(browser.jar.header());
    for (let change = 1; change <= changes; change += 1) {
      await setValue(browser, 'large', `${change} ${'x'.repeat(valueBytes)}`);
    }
    resume();
    await waitFor('the last is told', () => gathered().includes(`"large":"${changes} `), 10_000);
    // Had the gateway kept them all, they would come now.
    expect(gathered().split('"CHANGED"').length - 1).toBeLessThan(changes / 2);
  });
});
