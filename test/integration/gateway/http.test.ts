import { describe, expect, it } from '@jest/globals';
import { memoryNodes, nodesOf, redisServers, useGateway } from '../../support/backends.ts';
import { startGatewayUnderTest } from '../../support/gateway-under-test.ts';
import { Browser } from '../../support/graphql-client.ts';
import { knownPassword } from '../../support/known-users.ts';
import { RedisProxy } from '../../support/redis-proxy.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import {
  loginMutation,
  sessionOf,
  setValue,
  signedIn,
  userOf,
} from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

const loginVariables = { username: 'bob', password: knownPassword };
const preflighted = { 'apollo-require-preflight': '1' };

/** How many scripts some servers have run. */
async function scriptsRun(servers: readonly RedisServer[]): Promise<number> {
  const calls = await Promise.all(
    servers.map(async (server) => {
      const stats = await server.ask((client) => client.info('commandstats'));
      return Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1] ?? 0);
    }),
  );
  return calls.reduce((sum, each) => sum + each, 0);
}

describe('the session schema over HTTP', () => {
  const gateway = useGateway(memoryNodes, { RINGGATE_ALLOWED_ORIGINS: 'https://app.example' });

  it('refuses mutations by GET', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    for (const mutation of ['mutation{logout}', 'mutation{revokeOtherSessions}']) {
      const answer = await browser.get(`query=${encodeURIComponent(mutation)}`, preflighted);
      expect(answer.status).toBe(405);
      expect(answer.setCookies).toEqual([]);
    }
    expect(await userOf(browser)).toBe('bob');
    const read = await browser.get(
      `query=${encodeURIComponent('{session{user{id}}}')}`,
      preflighted,
    );
    expect(read.data).toEqual({ session: { user: { id: 'bob' } } });
    const simple = await browser.get(`query=${encodeURIComponent('{session{id}}')}`);
    expect(simple.status).toBe(400);
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbouring host', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }],
  ])('refuses every mutation from %s with 403, and changes nothing', async (_name, headers) => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const { token } = browser.jar;
    const answers = [
      await browser.ask('mutation { logout }', { headers }),
      await setValue(gateway().browser(headers), 'a', 1),
      await browser.ask(loginMutation, { variables: loginVariables, headers }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(403);
      expect(answer.codes).toEqual(['FORBIDDEN']);
      expect(answer.setCookies).toEqual([]);
    }
    expect(browser.jar.token).toBe(token);
    expect(await userOf(browser)).toBe('bob');
  });

  it('serves pages of its own and of the allowed origins', async () => {
    const { origin } = new URL(gateway().url);
    for (const each of [origin, 'https://app.example']) {
      const answer = await setValue(gateway().browser({ origin: each }), 'a', 1);
      expect(answer.codes).toEqual([]);
    }
  });

  it('forbids every cache to keep an answer', async () => {
    const browser = gateway().browser();
    const answers = [
      await setValue(browser, 'a', 1),
      await browser.ask('{ session { id } }'),
      await browser.ask('{ nothing }'),
      await browser.post('['),
    ];
    for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['a document that is no GraphQL', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ session { nothing } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['too many tokens', `{ ${'session { id } '.repeat(600)} }`, 'GRAPHQL_PARSE_FAILED'],
    [
      'too many aliases',
      `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: session { id }`).join(' ')} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two operations and no name',
      'query A { __typename } query B { __typename }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'JSON literals that JSON does not know',
      'mutation { setSessionValue(key: "a", value: BLUE) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('refuses %s before anything runs', async (_name, document, code) => {
    const answer = await gateway().browser().ask(document);
    expect(answer.status).toBe(400);
    expect(answer.codes).toEqual([code]);
    expect(answer.text).not.toMatch(/node_modules|stacktrace/);
  });

  it('takes no list of operations, and no variable of the wrong type', async () => {
    const browser = gateway().browser();
    const batch = await browser.post('[{"query":"{session{id}}"},{"query":"{session{id}}"}]');
    expect(batch.status).toBe(400);
    const wrong = await browser.ask(loginMutation, { variables: { username: 1, password: 'x' } });
    expect(wrong.status).toBe(400);
    expect(wrong.codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a gateway that is told to stop', () => {
  const gateway = useGateway(redisServers);

  it('finishes what is under way, cookie and all, and takes no more', async () => {
    const proxies = await Promise.all(gateway().servers.map((server) => RedisProxy.start(server)));
    try {
      const second = await startGatewayUnderTest({
        ...gateway().env,
        RINGGATE_NODES: nodesOf(proxies),
      });
      const browser = gateway().browser();
      await setValue(browser, 'a', 1);
      // Not a browser of the gateway under test: those are closed with it.
      const tab = new Browser(second.url);
      tab.jar.copy(browser.jar);
      await tab.ask('{ session { id } }');
      for (const proxy of proxies) proxy.hold('replies');
      const before = await scriptsRun(gateway().servers);
      const slow = tab.send('mutation { logout }');
      await waitFor('it is under way', async () => (await scriptsRun(gateway().servers)) > before);
      const stop = second.stop();
      for (const proxy of proxies) proxy.release();
      const answer = await slow;
      expect(answer.headers.connection).toBe('close');
      // On a machine that is busy enough the node counts as silent by then; the answer comes all the same.
      const isLate = answer.codes.includes('SESSION_STORE_UNAVAILABLE');
      if (!isLate) {
        expect(answer.data).toEqual({ logout: true });
        expect(answer.setCookies[0]).toContain('Max-Age=0');
      }
      await stop;
      await expect(fetch(second.url)).rejects.toThrow();
      if (!isLate) expect(await sessionOf(browser)).toBeNull();
      tab.close();
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    }
  });
});
