import { afterEach, describe, expect, it } from '@jest/globals';
import { backends, redisServers, useGateway, type Subject } from '../../support/backends.ts';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { liveSessionOf, logIn, setValue, signedIn } from '../../support/session-steps.ts';
import { overWebSocket, Subscriber, transports } from '../../support/subscriber.ts';
import { waitFor } from '../../support/wait-for.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

type Connect = (typeof transports)[number]['connect'];

const everyWay = backends.flatMap((backend) =>
  transports.map(({ name, connect }) => ({ backend, connect, way: `${name}, on ${backend.name}` })),
);

/** Listens with the cookie that a browser has now. */
function listen(
  connect: Connect,
  gateway: GatewayUnderTest,
  browser: Browser,
  options: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Subscriber {
  const cookie = browser.jar.header();
  const headers = { ...(cookie === '' ? {} : { cookie }), ...options.headers };
  const subscriber = new Subscriber(connect, { ...options, url: gateway.url, headers });
  cleanups.push(() => {
    subscriber.close();
  });
  return subscriber;
}

describe.each(everyWay)('the events of a session by $way', ({ backend, connect }) => {
  const gateway = useGateway(backend, { RINGGATE_MAX_SUBSCRIPTIONS_PER_SESSION: '3' });

  async function begun(browser: Browser, subject: Subject = gateway()): Promise<Subscriber> {
    return listen(connect, subject, browser).begun();
  }

  it('begin with the session as it is, and tell each change with the session after it', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'cart', 1);
    const { id } = await liveSessionOf(browser);
    const tab = await begun(browser);
    expect(tab.events[0]).toMatchObject({
      type: 'CURRENT',
      session: { id, values: { cart: 1 }, version: 1, user: null },
    });
    await setValue(browser, 'cart', 2);
    const { at, session } = await tab.told('CHANGED', 1, 1_000);
    expect(session).toMatchObject({ id, values: { cart: 2 }, version: 2 });
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(5_000);
    expect(tab.types).toEqual(['CURRENT', 'CHANGED']);
  });

  it('tell of a logout within a second, and end the stream', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const tab = await begun(browser);
    await browser.ask('mutation { logout }');
    expect(await tab.told('ENDED', 1, 1_000)).toMatchObject({ session: null });
    expect(await tab.ended()).toEqual(overOf(connect));
  });

  it('tell of a revocation from another device, and leave that one listening', async () => {
    const [here, there] = [gateway().browser(), gateway().browser()];
    await signedIn(here, 'bob');
    await signedIn(there, 'bob');
    const [mine, other] = [await begun(here), await begun(there)];
    await here.ask('mutation { revokeOtherSessions }');
    await other.told('ENDED', 1, 1_000);
    expect(await other.ended()).toEqual(overOf(connect));
    await setValue(here, 'still', 'here');
    await mine.told('CHANGED');
    expect(mine.types).toEqual(['CURRENT', 'CHANGED']);
  });

  it('tell a cookie whose secret was renewed that it was, and nothing of the session', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'a', 1);
    const tab = await begun(browser);
    await logIn(browser, 'bob');
    await setValue(browser, 'secret', 'of bob');
    expect(await tab.told('RENEWED', 1, 1_000)).toMatchObject({ session: null });
    expect(await tab.ended()).toEqual(overOf(connect));
    expect(JSON.stringify(tab.events)).not.toContain('of bob');
    expect((await begun(browser)).events[0]?.session?.values).toMatchObject({ secret: 'of bob' });
  });

  it.each([
    ['no cookie', ''],
    ['a forged one', `session=${'a'.repeat(22)}.${'b'.repeat(43)}.${'c'.repeat(22)}`],
  ])('are not told to %s', async (_what, cookie) => {
    const visitor = gateway().browser();
    const headers = cookie === '' ? {} : { cookie };
    const tab = listen(connect, gateway(), visitor, { headers });
    await tab.ended();
    expect(tab.events).toEqual([]);
    const isRefused = tab.errors.some(({ code }) => code === 'UNAUTHENTICATED');
    const isClosed = tab.ending?.kind === 'closed' && tab.ending.code === 4401;
    expect(isRefused || isClosed).toBe(true);
  });

  it('are not told to a session that has ended', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const stale = browser.twin();
    await browser.ask('mutation { logout }');
    const tab = listen(connect, gateway(), stale);
    await tab.ended();
    expect(tab.errors.map(({ code }) => code)).toEqual(['UNAUTHENTICATED']);
    expect(tab.events).toEqual([]);
  });

  it('are refused to a page of a foreign origin', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const tab = listen(connect, gateway(), browser, {
      headers: { origin: 'https://evil.example' },
    });
    expect(await tab.ended()).toEqual({ kind: 'closed', code: 403 });
    expect(tab.events).toEqual([]);
  });

  it('have a bound on listeners, and a place is free again once one leaves', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const tabs = await Promise.all([1, 2, 3].map(() => begun(browser)));
    const fourth = listen(connect, gateway(), browser);
    await fourth.ended();
    expect(fourth.errors.map(({ code }) => code)).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
    tabs[0]?.close();
    await waitFor('there is room again', async () => {
      const next = listen(connect, gateway(), browser);
      await waitFor('it is told', () => next.events.length > 0 || next.ending !== undefined);
      return next.events.length > 0;
    });
  });

  it('refuse queries and mutations, and documents that do not fit the schema', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    for (const query of [
      'mutation { logout }',
      '{ session { id } }',
      'subscription { sessionEvents { nothing } }',
      'subscription {',
    ]) {
      const tab = listen(connect, gateway(), browser, { query });
      await tab.ended();
      expect(tab.events).toEqual([]);
      expect(tab.ending?.kind).not.toBe('completed');
    }
    expect((await liveSessionOf(browser)).user?.username).toBe('bob');
  });

  it('tell of many changes at once by fewer events, the last of which has them all', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'n', 0);
    const tab = await begun(browser);
    const increments = Array.from({ length: 30 }, () =>
      browser.send('mutation { incrementSessionValue(key: "n") { version } }'),
    );
    await Promise.all(increments);
    await waitFor(
      'the last one is told',
      () => tab.events.at(-1)?.session?.values?.['n'] === 30,
      2_000,
    );
    expect(tab.events.length).toBeLessThanOrEqual(31);
  });
});

/** How a stream ends when its session is over. */
function overOf(connect: Connect): object {
  const isWebSocket =
    transports.find(({ connect: other }) => other === connect)?.name === 'graphql-ws';
  return isWebSocket ? { kind: 'closed', code: 4401 } : { kind: 'completed' };
}

describe.each(transports)('gateways over the same Redis servers, by $name', ({ connect }) => {
  const gateway = useGateway(redisServers);

  it('tell of what another one did', async () => {
    const other = await startGatewayUnderTest(gateway().env);
    cleanups.push(() => other.stop());
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const elsewhere = other.browser();
    elsewhere.jar.copy(browser.jar);
    const tab = await listen(connect, other, elsewhere).begun();
    await setValue(browser, 'from', 'here');
    expect((await tab.told('CHANGED', 1, 1_000)).session?.values).toMatchObject({ from: 'here' });
    await browser.ask('mutation { logout }');
    await tab.told('ENDED', 1, 1_000);
  });
});

describe.each(backends)('listening, on $name', (backend) => {
  const idleMs = 1_000;
  const gateway = useGateway(backend, { RINGGATE_ANONYMOUS_IDLE_TIMEOUT: `${idleMs}ms` });

  it('is no use of the session: it expires all the same, and that is told', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'a', 1);
    const { lastSeenAt } = await readTimes(browser);
    const tab = await listen(overWebSocket, gateway(), browser).begun();
    const ended = await tab.told('ENDED');
    expect(Date.parse(ended.at)).toBe(Date.parse(lastSeenAt) + idleMs);
  });

  it('goes on while the session is used', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'a', 1);
    const tab = await listen(overWebSocket, gateway(), browser).begun();
    const until = performance.now() + 2 * idleMs;
    await waitFor('it was used for longer than it lives unused', async () => {
      await liveSessionOf(browser);
      return performance.now() > until;
    });
    expect(tab.types).toEqual(['CURRENT']);
  });
});

async function readTimes(browser: Browser): Promise<{ lastSeenAt: string }> {
  const { data } = await browser.ask('{ session { lastSeenAt } }');
  return { lastSeenAt: data?.session?.lastSeenAt ?? '' };
}
