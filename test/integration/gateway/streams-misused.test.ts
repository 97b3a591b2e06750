import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { memoryNodes, useGateway } from '../../support/backends.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import { setValue, signedIn } from '../../support/session-steps.ts';
import { eventsQuery, Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';

const places = 2;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

const gateway = useGateway(memoryNodes, {
  RINGGATE_MAX_SUBSCRIPTIONS_PER_SESSION: String(places),
  RINGGATE_MAX_VALUE_SIZE: '64KiB',
  RINGGATE_MAX_SESSION_SIZE: '128KiB',
});

/** @returns The cookie of a new session. */
async function newSession(subject: GatewayUnderTest = gateway()): Promise<string> {
  const browser = subject.browser();
  await setValue(browser, 'a', 1);
  return browser.jar.header();
}

async function accepted(cookie: string): Promise<RawSocket> {
  const raw = await new RawSocket(gateway().url, cookie).begun();
  cleanups.push(() => {
    raw.socket.terminate();
  });
  return raw;
}

/** Waits until nothing holds a place of the session's subscriptions. */
async function allPlacesFree(cookie: string): Promise<void> {
  const ids = Array.from({ length: places }, (_, place) => `place ${place}`);
  await waitFor('all places are free', async () => {
    const raw = await accepted(cookie);
    for (const id of ids) raw.subscribe(id);
    await waitFor('all are answered', () => ids.every((id) => raw.typesOf(id).length > 0));
    // What is refused completes.
    const told = ids.every((id) => !raw.typesOf(id).includes('complete'));
    raw.socket.terminate();
    return told;
  });
}

function connectTo({ url }: GatewayUnderTest): { socket: Socket; received: () => string } {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => undefined);
  cleanups.push(() => socket.destroy());
  return { socket, received: () => received };
}

const eventsPath = `/graphql?query=${encodeURIComponent(eventsQuery)}`;

/** Asks for a stream, on a connection of its own. */
function streamHead(cookie: string): string {
  return `GET ${eventsPath} HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nCookie: ${cookie}\r\n\r\n`;
}

describe('a client', () => {
  it('that uses an id again before it was answered leaves nothing behind', async () => {
    const cookie = await newSession();
    const raw = await accepted(cookie);
    raw.subscribe('same');
    raw.send({ type: 'complete', id: 'same' });
    raw.subscribe('same');
    await waitFor('it is told', () => raw.typesOf('same').length > 0);
    raw.socket.terminate();
    await allPlacesFree(cookie);
  });

  it('that asks for streams one behind the other gets one at a time, and leaves nothing behind', async () => {
    const cookie = await newSession();
    const { socket, received } = connectTo(gateway());
    socket.write(streamHead(cookie).repeat(places));
    await waitFor('the first is told', () => received().includes('"CURRENT"'));
    socket.destroy();
    await allPlacesFree(cookie);
  });

  it('that asks and asks without reading is not read either, until it reads again', async () => {
    const pings = 800;
    const raw = await accepted(await newSession());
    raw.socket.pause();
    // Together far more than the buffers of a connection hold.
    const ping = { type: 'ping', payload: { a: 'x'.repeat(60_000) } };
    for (let sent = 0; sent < pings; sent += 1) raw.send(ping);
    const browser = gateway().browser();
    for (let turn = 0; turn < 50; turn += 1) await browser.ask('{ __typename }');
    expect(raw.socket.bufferedAmount).toBeGreaterThan(0);
    raw.socket.resume();
    const pongs = (): number => raw.messages.filter(({ type }) => type === 'pong').length;
    await waitFor('all are answered', () => pongs() === pings, 10_000);
  });

  it('that breaks off before it is told is no failure of the gateway', async () => {
    const cookie = await newSession();
    for (let round = 0; round < 30; round += 1) {
      const raw = await accepted(cookie);
      for (let id = 0; id < places; id += 1) raw.subscribe(String(id));
      for (let pings = 0; pings < round; pings += 1) raw.send({ type: 'ping' });
      raw.socket.terminate();
    }
    await allPlacesFree(cookie);
    expect(gateway().logText()).not.toContain('failed');
  });

  it('that breaks off while an event stream waits for it is none either', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const cookie = browser.jar.header();
    const { socket, received } = connectTo(gateway());
    socket.write(streamHead(cookie));
    await waitFor('it is told', () => received().includes('"CURRENT"'));
    socket.pause();
    // Together more than the buffers of a connection hold.
    for (let change = 0; change < 200; change += 1) {
      await setValue(browser, 'large', `${change} ${'x'.repeat(60_000)}`);
    }
    socket.destroy();
    await allPlacesFree(cookie);
    expect(gateway().logText()).not.toContain('failed');
  });

  it('that asks anew, on the same connection, of a gateway that stops does not hold it up', async () => {
    const other = await startGatewayUnderTest(gateway().env);
    const headers = { accept: 'text/event-stream', cookie: await newSession(other) };
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    cleanups.push(() => {
      agent.destroy();
    });
    const ask = async (): Promise<IncomingMessage> => {
      const outgoing = get(new URL(eventsPath, other.url), { agent, headers });
      const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
      return incoming;
    };
    const first = await ask();
    const ended = text(first);
    const startedAt = performance.now();
    const stopped = other.stop();
    expect(await ended).not.toContain('complete');
    const second = await ask();
    expect(second.statusCode).toBe(503);
    expect(JSON.parse(await text(second))).toHaveProperty('errors');
    await stopped;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('that does not say goodbye does not hold up a gateway that stops', async () => {
    const other = await startGatewayUnderTest(gateway().env);
    const raw = await new RawSocket(other.url, await newSession(other)).begun();
    cleanups.push(() => {
      raw.socket.terminate();
    });
    raw.socket.pause();
    const startedAt = performance.now();
    await other.stop();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('that asks a gateway that stops for a WebSocket is refused with an answer', async () => {
    const other = await startGatewayUnderTest(gateway().env);
    const { socket, received } = connectTo(other);
    const head = 'GET /graphql HTTP/1.1\r\nHost: a\r\n';
    socket.write(`${head}\r\n`);
    await waitFor('it is answered', () => received().includes('HTTP/1.1 400'));
    const stopped = other.stop();
    socket.write(`${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
    await once(socket, 'close');
    expect(received()).toContain('HTTP/1.1 503');
    await stopped;
  });
});

describe.each(transports)('a document that cannot be executed, by $name', ({ connect: by }) => {
  it.each([
    ['has no field left', 'subscription { sessionEvents @skip(if: true) { type } }'],
    [
      'has no value for a variable',
      'subscription ($a: Boolean!) { sessionEvents { type @skip(if: $a) } }',
    ],
  ])('as it %s is the mistake of its client, not a failure of the gateway', async (_why, query) => {
    const headers = { cookie: await newSession() };
    const tab = new Subscriber(by, { url: gateway().url, headers, query });
    cleanups.push(() => {
      tab.close();
    });
    await tab.ended();
    expect(tab.events).toEqual([]);
    const isRefused =
      tab.ending?.kind === 'closed'
        ? tab.ending.code === 400
        : tab.errors.every(({ code }) => /^(GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT)$/.test(code));
    expect(isRefused).toBe(true);
    expect(gateway().logText()).not.toContain('failed');
  });
});
