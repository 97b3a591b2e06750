import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodesOf } from '../../support/backends.ts';
import {
  cookieKey,
  startGatewayUnderTest,
  type GatewayUnderTest,
} from '../../support/gateway-under-test.ts';
import type { Answer } from '../../support/graphql-client.ts';
import { knownPassword, writeUsersFile } from '../../support/known-users.ts';
import { startRedisServers, type RedisServer } from '../../support/redis-server.ts';
import { logIn, setValue } from '../../support/session-steps.ts';
import { scrape } from '../../support/scrape.ts';
import { TraceCollector } from '../../support/trace-collector.ts';
import { waitFor } from '../../support/wait-for.ts';

const redisPassword = 'a-password-of-redis-that-is-found-nowhere';
const wrongPassword = 'a-wrong-password-that-somebody-typed';

/** Which of some secrets are found in some texts. */
function leaks(secrets: ReadonlySet<string>, texts: readonly string[]): readonly string[] {
  return [...secrets].filter((secret) => texts.some((text) => text.includes(secret)));
}

/** The token of each Set-Cookie, and the parts of it that are secret: the id is not. */
function secretsOf(answers: readonly Answer[]): string[] {
  return answers.flatMap(({ setCookies }) =>
    setCookies.flatMap((line) => {
      const token = /^session=([^;]+)/.exec(line)?.[1];
      if (token === undefined) return [];
      const [, secret = '', mac = ''] = token.split('.');
      return [token, secret, mac];
    }),
  );
}

/** Every key of a server with all that it holds. */
async function contentOf(server: RedisServer): Promise<string> {
  const client = server.client({ password: redisPassword });
  try {
    const keys = await client.keys('*');
    const contents = await Promise.all(
      keys.map(async (key) => {
        if (key !== 'ring') expect(await client.pttl(key)).toBeGreaterThan(0);
        const isHash = (await client.type(key)) === 'hash';
        return [key, isHash ? await client.hgetall(key) : await client.get(key)];
      }),
    );
    return JSON.stringify(contents);
  } finally {
    client.disconnect();
  }
}

const bad = [
  '{ session { nothing } }',
  '{',
  '{ sessions { id } }',
  '{ ring { epoch } }',
  'mutation { setSessionValue(key: "$x", value: 1) { id } }',
  'mutation { incrementSessionValue(key: "text") { id } }',
  'mutation { setSessionValue(key: "a", value: 1, ifVersion: 99) { id } }',
  'mutation { revokeSession(id: "nobody") }',
];

describe.each([0, 3])('I8: the secret is told nowhere, over %i Redis servers', (count) => {
  let servers: readonly RedisServer[] = [];
  let gateway: GatewayUnderTest | undefined;
  let collector: TraceCollector | undefined;
  let removeUsers: (() => Promise<void>) | undefined;
  const answers: Answer[] = [];

  beforeAll(async () => {
    servers = await startRedisServers(count, { args: ['--requirepass', redisPassword] });
    const users = await writeUsersFile();
    removeUsers = users.remove;
    const urls = servers.map(({ port }) => ({
      url: `redis://:${redisPassword}@127.0.0.1:${port}`,
    }));
    collector = await TraceCollector.start();
    gateway = await startGatewayUnderTest({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      RINGGATE_LOG_LEVEL: 'debug',
      RINGGATE_ADMIN_PORT: '0',
      RINGGATE_USERS_FILE: users.path,
      RINGGATE_NODES: nodesOf(urls),
    });
  });

  afterAll(async () => {
    await gateway?.stop();
    await collector?.stop();
    await Promise.all(servers.map((server) => server.stop()));
    await removeUsers?.();
  });

  it('neither in a log line of level debug, nor in an event, an answer, a metric, a trace or Redis', async () => {
    if (gateway === undefined || collector === undefined) throw new Error('There is no gateway');
    const browser = gateway.browser({ 'user-agent': 'Mozilla/5.0 Firefox/140.0' });
    answers.push(await setValue(browser, 'text', 'x'));
    answers.push(await logIn(browser, 'bob', wrongPassword));
    answers.push(await logIn(browser, 'bob'));
    answers.push(await setValue(browser, 'n', 1));
    const other = gateway.browser();
    answers.push(await logIn(other, 'bob'));
    for (const document of bad) answers.push(await browser.ask(document));
    // The token in all the wrong places.
    const { token } = browser.jar;
    answers.push(
      await browser.ask('{ session { id } }', { headers: { cookie: `session="${token}"` } }),
    );
    answers.push(await browser.post(`{"query": "${token}`));
    answers.push(
      await browser.get(`query={session{id}}&x=${token}`, { 'apollo-require-preflight': '1' }),
    );
    answers.push(
      await browser.ask('mutation ($id: ID!) { revokeSession(id: $id) }', {
        variables: { id: token },
      }),
    );
    const content = await Promise.all(servers.map(contentOf));

    // One that comes back empty: not the one that the user, who is to log out, is signed in on.
    const record = `s:{${token.split('.')[0] ?? ''}}`;
    const down = servers.find((_server, at) => content[at]?.includes(record) === false);
    if (down !== undefined) {
      const tabs = Array.from({ length: 40 }, () => gateway?.browser());
      for (const tab of tabs) if (tab) answers.push(await setValue(tab, 'a', 1));
      await down.kill();
      for (const tab of tabs) if (tab) answers.push(await tab.ask('{ session { id } }'));
      expect(answers.some(({ codes }) => codes.includes('SESSION_STORE_UNAVAILABLE'))).toBe(true);
      await down.restart();
      await waitFor('the node is back', () =>
        /is up[^]*is up[^]*is up[^]*is up/.test(gateway?.logText() ?? ''),
      );
    }
    answers.push(await browser.ask('mutation { revokeOtherSessions }'));
    answers.push(await browser.ask('mutation { logout }'));

    const tokens = secretsOf(answers);
    expect(tokens.length).toBeGreaterThanOrEqual(9);
    const secrets = new Set([...tokens, knownPassword, wrongPassword, cookieKey, redisPassword]);
    const log = gateway.logText();
    expect(log).toContain('answered');
    // Where a client's own mistake is shown to it: the token is in what it sent, not in what the gateway adds.
    const texts = answers.map(({ text }) => text);
    expect(leaks(secrets, [log])).toEqual([]);
    const { text: metrics } = await scrape(gateway.metricsUrl);
    expect(metrics).toContain('ringgate_logins_total{outcome="succeeded"} 2');
    expect(
      leaks(new Set([...secrets, tokens[0]?.slice(0, 22) ?? 'no token', 'bob']), [metrics]),
    ).toEqual([]);
    expect(leaks(secrets, texts)).toEqual([]);
    expect(leaks(secrets, content)).toEqual([]);
    const headers = answers.map((answer) =>
      JSON.stringify({ ...answer.headers, 'set-cookie': '' }),
    );
    expect(leaks(secrets, headers)).toEqual([]);

    for (const event of ['login.succeeded', 'login.failed', 'token.rejected', 'logout']) {
      expect(log).toContain(`"event":"${event}"`);
    }

    // The search finds what is there: one planted in each place.
    gateway.log.debug({ planted: tokens[1] }, 'planted');
    expect(leaks(secrets, [gateway.logText()])).toEqual([tokens[1]]);
    const [server] = servers;
    if (server !== undefined) {
      const client = server.client({ password: redisPassword });
      await client.set('planted', tokens[2] ?? '', 'PX', 60_000);
      client.disconnect();
      expect(leaks(secrets, [await contentOf(server)])).toEqual([tokens[2]]);
    }

    // What is left of the traces is sent when it stops.
    await gateway.stop();
    expect(collector.spans.some(({ name }) => name === 'session.load')).toBe(true);
    expect(leaks(secrets, [collector.text])).toEqual([]);
  });

  it('nor in why the gateway does not start', async () => {
    const [server] = servers;
    if (server === undefined) return;
    const url = `redis://:${wrongPassword}@127.0.0.1:${server.port}`;
    const start = startGatewayUnderTest({ RINGGATE_NODES: nodesOf([{ url }]) });
    const error: unknown = await start.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain(wrongPassword);
    expect(JSON.stringify(error)).not.toContain(wrongPassword);
  });
});
