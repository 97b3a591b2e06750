import { describe, expect, it } from '@jest/globals';
import { backends, redisServers, nodesOf, useGateway } from '../../support/backends.ts';
import { startGatewayUnderTest } from '../../support/gateway-under-test.ts';
import type { Answer, Browser } from '../../support/graphql-client.ts';
import { RedisProxy, type Direction } from '../../support/redis-proxy.ts';
import {
  liveSessionOf,
  logIn,
  loginMutation,
  sessionOf,
  setValue,
  userOf,
} from '../../support/session-steps.ts';
import { knownPassword } from '../../support/known-users.ts';
import { shuffled } from '../../support/shuffled.ts';

const login = { variables: { username: 'bob', password: knownPassword } };
const orders = 20;

/** Four reads and four writes with the cookie that the browser has now; nothing is done with their answers yet. */
function eightRequests(browser: Browser): Promise<Answer>[] {
  return Array.from({ length: 8 }, (_, i) =>
    i % 2 === 0
      ? browser.send('{ session { values } }')
      : browser.send(`mutation { setSessionValue(key: "slow-${i}", value: ${i}) { version } }`),
  );
}

/** Every request of the old cookie was served, was told that it came too late, or could not be served in time. */
function expectNoCookie(answers: readonly Answer[]): void {
  for (const { codes, setCookies } of answers) {
    expect(setCookies).toEqual([]);
    for (const code of codes)
      expect(['UNAUTHENTICATED', 'SESSION_STORE_UNAVAILABLE']).toContain(code);
  }
}

/** A browser that took the same answers in each of many orders is signed in after every one of them. */
async function expectSignedIn(before: Browser, answers: readonly Answer[]): Promise<void> {
  const tokens = new Set<string>();
  for (let order = 0; order < orders; order++) {
    const browser = before.twin();
    for (const { setCookies } of shuffled(answers)) browser.jar.take(setCookies);
    tokens.add(browser.jar.header());
    browser.close();
  }
  for (const token of tokens) {
    const browser = before.twin();
    const at = token.indexOf('=');
    browser.jar.set(token.slice(0, at), token.slice(at + 1));
    expect(await userOf(browser)).toBe('bob');
    browser.close();
  }
}

describe.each(backends)('I3: a login among requests with the old cookie, on $name', (backend) => {
  const gateway = useGateway(backend);

  it('leaves the browser signed in, in whatever order the requests come and their answers count', async () => {
    for (let round = 0; round < 4; round++) {
      const browser = gateway().browser();
      await setValue(browser, 'basket', ['apple']);
      const sent = shuffled([0, 1, 2]).map(async (part) => {
        if (part === 0) return [await browser.send(loginMutation, login)];
        return Promise.all(eightRequests(browser).slice(4 * (part - 1), 4 * part));
      });
      const answers = (await Promise.all(sent)).flat();
      const loginAnswer = answers.find(({ data }) => data?.login !== undefined);
      expect(loginAnswer?.setCookies).toHaveLength(1);
      expectNoCookie(answers.filter((answer) => answer !== loginAnswer));
      await expectSignedIn(browser, answers);
      browser.jar.take(loginAnswer?.setCookies ?? []);
      expect((await sessionOf(browser))?.values).toMatchObject({ basket: ['apple'] });
    }
  });
});

describe.each<Direction>(['requests', 'replies'])(
  'I3: slow Redis nodes (%s are held up) behind one of two gateways',
  (direction) => {
    const gateway = useGateway(redisServers);

    /** Does something by the fast gateway while the slow one is held up by eight requests of the same browser. */
    async function overtake(
      prepare: (browser: Browser) => Promise<unknown>,
      act: (browser: Browser) => Promise<Answer>,
    ): Promise<{ browser: Browser; slow: readonly Answer[]; fast: Answer }> {
      const proxies = await Promise.all(
        gateway().servers.map((server) => RedisProxy.start(server)),
      );
      const slowGateway = await startGatewayUnderTest({
        ...gateway().env,
        RINGGATE_NODES: nodesOf(proxies),
      });
      try {
        const browser = gateway().browser();
        await prepare(browser);
        const tab = slowGateway.browser();
        tab.jar.copy(browser.jar);
        await tab.ask('{ session { id } }');
        for (const proxy of proxies) proxy.hold(direction);
        const sent = eightRequests(tab);
        const fast = await act(browser);
        for (const proxy of proxies) proxy.release();
        return { browser, slow: await Promise.all(sent), fast };
      } finally {
        await slowGateway.stop();
        await Promise.all(proxies.map((proxy) => proxy.stop()));
      }
    }

    it('leaves a browser signed in that logged in meanwhile', async () => {
      const { browser, slow, fast } = await overtake(
        (fresh) => setValue(fresh, 'begun', true),
        (anonymous) => anonymous.send(loginMutation, login),
      );
      expect(fast.setCookies).toHaveLength(1);
      expectNoCookie(slow);
      await expectSignedIn(browser, [fast, ...slow]);
      browser.jar.take(fast.setCookies);
      const keys = Object.keys((await sessionOf(browser))?.values ?? {});
      // Held up on their way, the writes came after the login, with a secret that it had made worthless.
      if (direction === 'requests') expect(keys).toEqual(['begun']);
    });

    it('leaves the session dead that logged out meanwhile', async () => {
      const { browser, slow, fast } = await overtake(
        (fresh) => logIn(fresh, 'bob'),
        (user) => user.send('mutation { logout }'),
      );
      expect(fast.data?.logout).toBe(true);
      expectNoCookie(slow);
      // The old cookie stays in the jar: it must never come alive again, also not when late commands have run.
      expect(await sessionOf(browser)).toBeNull();
      expect((await setValue(browser, 'late', 1)).codes).toEqual(['UNAUTHENTICATED']);
      expect(await sessionOf(browser)).toBeNull();
    });
  },
);

describe.each(backends)('I1: a logout among slow writers, on $name', (backend) => {
  const gateway = useGateway(backend);

  it('leaves a dead session: the old cookie never comes alive', async () => {
    for (let round = 0; round < 10; round++) {
      const browser = gateway().browser();
      await setValue(browser, 'begun', true);
      const { id } = await liveSessionOf(browser);
      const requests = eightRequests(browser);
      const logout = browser.send('mutation { logout }');
      const late = eightRequests(browser);
      expect((await logout).data?.logout).toBe(true);
      expectNoCookie(await Promise.all([...requests, ...late]));
      expect(await sessionOf(browser)).toBeNull();
      const write = await setValue(browser, 'late', true);
      expect(write.codes).toEqual(['UNAUTHENTICATED']);
      expect(write.setCookies).toEqual([]);
      for (const server of gateway().servers) {
        expect(await server.ask((client) => client.exists(`s:{${id}}`))).toBe(0);
      }
    }
  });
});
