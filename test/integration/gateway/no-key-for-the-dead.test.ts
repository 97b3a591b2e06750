import { describe, expect, it } from '@jest/globals';
import { SessionTokens } from '../../../src/session/session-token.ts';
import { backends, redisServers, useGateway, type Subject } from '../../support/backends.ts';
import { cookieKey } from '../../support/gateway-under-test.ts';
import type { Answer, Browser } from '../../support/graphql-client.ts';
import {
  liveSessionOf,
  sessionOf,
  setValue,
  signedIn,
  userOf,
} from '../../support/session-steps.ts';
import { assertNoKeyWithoutTtl } from '../../support/redis-server.ts';
import { waitFor } from '../../support/wait-for.ts';

const operations = [
  '{ session { id values } }',
  '{ sessions { id } }',
  '{ ring { epoch } }',
  'mutation { logout }',
  'mutation { deleteSessionValue(key: "a") { id } }',
  'mutation { setSessionValue(key: "a", value: 1, ifVersion: 1) { id } }',
  'mutation { revokeOtherSessions }',
  'mutation { revokeSession(id: "AAAAAAAAAAAAAAAAAAAAAA") }',
];
const writes = [
  'mutation { setSessionValue(key: "a", value: 1) { id } }',
  'mutation { setSessionValues(values: { a: 1 }) { id } }',
  'mutation { incrementSessionValue(key: "a") { id } }',
];

/** Sends every operation with the cookie that the browser has, whatever earlier answers said. */
async function sendAll(browser: Browser, documents: readonly string[]): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const document of documents) answers.push(await browser.send(document));
  return answers;
}

/** What there is: the keys of the servers, or how many sessions the nodes in the process hold. */
async function holdings(gateway: Subject, admin: Browser): Promise<unknown> {
  if (gateway.servers.length === 0) {
    const { data } = await admin.ask('{ ring { nodes { id sessions } } }');
    return data?.ring?.nodes;
  }
  const keys = await Promise.all(
    gateway.servers.map((server) => server.ask((client) => client.keys('[stu]:*'))),
  );
  return keys.flat().sort();
}

describe.each(backends)('I1: nothing creates a key for a dead session, on $name', (backend) => {
  const gateway = useGateway(backend, {
    RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '1s',
    RINGGATE_ANONYMOUS_LIFETIME: '1s',
  });

  it('neither reads nor writes bring back a session that was ended', async () => {
    const admin = gateway().browser();
    await signedIn(admin, 'ann');
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const thief = browser.twin();
    await browser.ask('mutation { logout }');
    const before = await holdings(gateway(), admin);
    const answers = await sendAll(thief, [...operations, ...writes]);
    thief.close();
    expect(answers.flatMap(({ setCookies }) => setCookies)).toEqual([]);
    expect(answers.slice(-writes.length).flatMap(({ codes }) => codes)).toEqual(
      writes.map(() => 'UNAUTHENTICATED'),
    );
    expect(await holdings(gateway(), admin)).toEqual(before);
  });

  it('only a write begins a new session, with another id, in place of an expired or unknown one', async () => {
    const admin = gateway().browser();
    await signedIn(admin, 'ann');
    const expired = gateway().browser();
    await setValue(expired, 'a', 1);
    const { id } = await liveSessionOf(expired);
    await waitFor('the session has expired', async () => (await sessionOf(expired)) === null);
    const unknown = gateway().browser();
    const { token, proof } = new SessionTokens([cookieKey]).issue();
    unknown.jar.set('session', token);

    for (const browser of [expired, unknown]) {
      const before = await holdings(gateway(), admin);
      const answers = await sendAll(browser, operations);
      const cleared = answers.filter(({ data }) => data?.logout === false);
      expect(cleared[0]?.setCookies[0]).toContain('Max-Age=0');
      expect(answers.filter(({ setCookies }) => setCookies.length > 0)).toEqual(cleared);
      expect(await holdings(gateway(), admin)).toEqual(before);
    }
    for (const [browser, oldId] of [[expired, id] as const, [unknown, proof.id] as const]) {
      const fresh = await setValue(browser, 'a', 2);
      expect(fresh.setCookies).toHaveLength(1);
      expect(fresh.data?.setSessionValue?.id).not.toBe(oldId);
    }
  });
});

describe('I2: a read at the very deadline', () => {
  const gateway = useGateway(redisServers, {
    RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '1s',
    RINGGATE_ANONYMOUS_LIFETIME: '1s',
  });

  it('leaves no part of the record behind that would stay for ever', async () => {
    const browser = gateway().browser();
    const { data } = await browser.ask(
      'mutation { setSessionValue(key: "a", value: 1) { id expiresAt } }',
    );
    const { id = '', expiresAt = '' } = data?.setSessionValue ?? {};
    const server = gateway().servers[gateway().ownerOf(id)];
    if (server === undefined) throw new Error('No server owns the session');
    // As if the server's clock were a little behind: the record is still there when its deadline has come.
    await server.ask((client) => client.pexpire(`s:{${id}}`, 60_000));
    await waitFor('the deadline has passed', () => Date.now() > Date.parse(expiresAt));
    expect(await sessionOf(browser)).toBeNull();
    expect(await server.ask((client) => client.exists(`s:{${id}}`))).toBe(0);
    await assertNoKeyWithoutTtl(server);
  });
});

describe.each(backends)('I2: no record outlives its absolute deadline, on $name', (backend) => {
  const gateway = useGateway(backend, {
    RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '1500ms',
    RINGGATE_ANONYMOUS_LIFETIME: '1500ms',
    RINGGATE_IDLE_TIMEOUT: '3s',
    RINGGATE_ABSOLUTE_LIFETIME: '3s',
  });

  it('ends a session that is used all the time', async () => {
    const browser = gateway().browser();
    const begun = await setValue(browser, 'n', 0);
    expect(begun.setCookies[0]).toMatch(/Max-Age=1(;|$)/);
    const startedAt = performance.now();
    await waitFor('the session is gone', async () => {
      await browser.send('mutation { incrementSessionValue(key: "n") { version } }');
      return (await sessionOf(browser)) === null;
    });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('restarts the lifetime at login, and ends the user by then', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'n', 0);
    const before = await browser.ask('{ session { expiresAt } }');
    await signedIn(browser, 'bob');
    const after = await browser.ask('{ session { expiresAt } }');
    const [first = '', second = ''] = [before, after].map(({ data }) => data?.session?.expiresAt);
    expect(Date.parse(second)).toBeGreaterThan(Date.parse(first));
    await waitFor('nobody is signed in', async () => (await userOf(browser)) === undefined);
  });

  it('gives every key of a server a time to live within that', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'n', 0);
    await signedIn(browser, 'bob');
    const ttls = await Promise.all(
      gateway().servers.map((server) =>
        server.ask(async (client) => {
          const keys = await client.keys('[su]:*');
          return Promise.all(keys.map((key) => client.pttl(key)));
        }),
      ),
    );
    for (const ttl of ttls.flat()) {
      expect(ttl).not.toBe(-1);
      expect(ttl).toBeLessThanOrEqual(3_000);
    }
    if (backend.servers > 0) expect(ttls.flat().length).toBeGreaterThanOrEqual(2);
  });
});
