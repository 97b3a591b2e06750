import { describe, expect, it } from '@jest/globals';
import { redisServers, useGateway, type Subject } from '../../support/backends.ts';
import type { Answer, Browser } from '../../support/graphql-client.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import {
  liveSessionOf,
  logIn,
  sessionOf,
  setValue,
  signedIn,
} from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

const unavailable = 'SESSION_STORE_UNAVAILABLE';
/** The time to tell, and a margin for a machine that is busy with other tests. */
const toTellMs = 1_000;
const toReturnMs = 2_000;

/** A browser whose anonymous session is on a certain node, or on any other. */
async function browserOn(gateway: Subject, isPlace: (place: number) => boolean): Promise<Browser> {
  for (let tries = 0; tries < 200; tries++) {
    const browser = gateway.browser();
    const { data } = await setValue(browser, 'kept', true);
    if (isPlace(gateway.ownerOf(data?.setSessionValue?.id ?? ''))) return browser;
  }
  throw new Error('No id fell on the node');
}

function serverAt(gateway: Subject, place: number): RedisServer {
  const server = gateway.servers[place];
  if (server === undefined) throw new Error(`There is no server ${place}`);
  return server;
}

/** Nothing could be executed, the answer says when to try again, and the cookie is left alone (I4). */
function expectUnavailable(answer: Answer): void {
  expect(answer.codes).toEqual([unavailable]);
  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.setCookies).toEqual([]);
  expect(answer.data?.session ?? null).toBeNull();
}

async function readyStatus(gateway: Subject): Promise<[number, string]> {
  const response = await fetch(new URL('/readyz', gateway.url));
  return [response.status, ((await response.json()) as { status: string }).status];
}

const ways = [
  {
    name: 'a paused server',
    silence: (server: RedisServer) => {
      server.pause();
      return Promise.resolve();
    },
    wake: (server: RedisServer) => {
      server.resume();
      return Promise.resolve();
    },
    keepsData: true,
  },
  {
    name: 'a killed server',
    silence: (server: RedisServer) => server.kill(),
    wake: (server: RedisServer) => server.restart(),
    keepsData: false,
  },
];

describe.each(ways)('I4: $name is not "no session"', ({ silence, wake, keepsData }) => {
  const gateway = useGateway(redisServers);

  it('fails its sessions fast, serves all others, lets everybody log in, and is used again soon', async () => {
    const place = 1;
    const onIt = (each: number): boolean => each === place;
    const notOnIt = (each: number): boolean => each !== place;
    const anonymous = await browserOn(gateway(), onIt);
    const user = await browserOn(gateway(), onIt);
    await signedIn(user, 'bob');
    const { id: idOnIt } = await liveSessionOf(user);
    const elsewhere = await browserOn(gateway(), notOnIt);
    await signedIn(elsewhere, 'bob');
    const server = serverAt(gateway(), place);

    await silence(server);
    // All at once: whoever finds out that the node is silent and whoever comes after.
    const parallel = await Promise.all([
      anonymous.ask('{ session { id } }'),
      anonymous.ask('mutation { setSessionValue(key: "a", value: 1) { id } }'),
      user.ask('{ session { user { id } } }'),
      user.ask('mutation { logout }'),
      elsewhere.ask('{ session { id user { id } } }'),
    ]);
    for (const answer of parallel.slice(0, 4)) expectUnavailable(answer);
    expect(parallel[4].data?.session?.user).toEqual({ id: 'bob' });
    const later = [
      await anonymous.ask('{ session { id } }'),
      await user.ask('{ sessions { id } }'),
    ];
    for (const answer of later) expectUnavailable(answer);
    for (const answer of [...parallel, ...later]) expect(answer.elapsedMs).toBeLessThan(toTellMs);
    expect(await readyStatus(gateway())).toEqual([200, 'degraded']);

    // What needs every node is told to be unavailable, never in part.
    for (const document of ['{ sessions { id } }', 'mutation { revokeOtherSessions }']) {
      const answer = await elsewhere.ask(document);
      expect(answer.codes).toEqual([unavailable]);
      expect(answer.elapsedMs).toBeLessThan(toTellMs);
    }
    const partly = await elsewhere.ask('{ session { id } ring { nodes { id status sessions } } }');
    expect(partly.codes).toEqual(['FORBIDDEN']);

    // A user with sessions there logs in; so does the browser whose cookie names one: it starts afresh.
    const newcomer = gateway().browser();
    expect((await logIn(newcomer, 'bob')).data?.login?.__typename).toBe('LoginSuccess');
    const afresh = await logIn(user, 'bob');
    expect(afresh.data?.login?.session?.id).not.toBe(idOnIt);
    expect(afresh.setCookies).toHaveLength(1);
    expect((await liveSessionOf(user)).user?.username).toBe('bob');
    // Whoever comes without a cookie gets a session on another node.
    for (let i = 0; i < 6; i++) {
      const fresh = await setValue(gateway().browser(), 'new', i);
      expect(fresh.codes).toEqual([]);
      expect(gateway().ownerOf(fresh.data?.setSessionValue?.id ?? '')).not.toBe(place);
    }

    await wake(server);
    await waitFor(
      'the node is used again',
      async () => (await anonymous.ask('{ session { id } }')).codes.length === 0,
      toReturnMs,
    );
    if (keepsData) expect((await sessionOf(anonymous))?.values).toMatchObject({ kept: true });
    expect((await elsewhere.ask('{ sessions { id } }')).codes).toEqual([]);
    expect(await readyStatus(gateway())).toEqual([200, 'ready']);
  });
});

describe('I4: no node answers', () => {
  const gateway = useGateway(redisServers);

  it('tells so, keeps every cookie, and clears none at logout', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    for (const server of gateway().servers) server.pause();
    const newcomer = gateway().browser();
    const answers = await Promise.all([
      browser.ask('{ session { id } }'),
      browser.ask('mutation { logout }'),
      setValue(newcomer, 'a', 1),
    ]);
    for (const answer of answers) expectUnavailable(answer);
    for (const answer of answers.slice(0, 2)) expect(answer.elapsedMs).toBeLessThan(toTellMs);
    // A node is found out when it is asked, and these requests may not have asked all three.
    await waitFor('every node is found silent', async () => {
      expectUnavailable(await setValue(gateway().browser(), 'a', 1));
      return (await readyStatus(gateway()))[1] === 'down';
    });
    expect(await readyStatus(gateway())).toEqual([503, 'down']);
    const health = await fetch(new URL('/healthz', gateway().url));
    expect(health.status).toBe(200);
    // What needs no session is answered all the same.
    expect((await browser.ask('{ __typename }')).status).toBe(200);
    for (const server of gateway().servers) server.resume();
    await waitFor(
      'the nodes are used again',
      async () => (await readyStatus(gateway()))[1] === 'ready',
      toReturnMs,
    );
  });
});

describe('I7: a command that timed out may have run, once', () => {
  const gateway = useGateway(redisServers);

  it('applies an increment at most once for each request', async () => {
    for (let round = 0; round < 3; round++) {
      const browser = await browserOn(gateway(), (place) => place === 0);
      const increment = 'mutation { incrementSessionValue(key: "n", by: 1) { value(key: "n") } }';
      expect((await browser.ask(increment)).data?.incrementSessionValue?.value).toBe(1);
      const server = serverAt(gateway(), 0);
      server.pause();
      expectUnavailable(await browser.ask(increment));
      server.resume();
      await waitFor(
        'the node is used again',
        async () => (await browser.ask('{ session { id } }')).codes.length === 0,
      );
      const values = (await sessionOf(browser))?.values;
      expect([1, 2]).toContain(values?.['n']);
      expect((await browser.ask(increment)).data?.incrementSessionValue?.value).toBe(
        Number(values?.['n']) + 1,
      );
    }
  });

  it('leaves one session, that its user can list and use, when a login on a silent node begins another', async () => {
    const browser = await browserOn(gateway(), (place) => place === 2);
    const stolen = browser.twin();
    const server = serverAt(gateway(), 2);
    server.pause();
    const login = await logIn(browser, 'cyd');
    expect(login.data?.login?.__typename).toBe('LoginSuccess');
    server.resume();
    await waitFor(
      'the node is used again',
      async () => (await stolen.ask('{ session { id } }')).codes.length === 0,
    );
    expect((await liveSessionOf(browser)).user?.username).toBe('cyd');
    // The renewal that timed out may have run late: then the old cookie opens nothing, and the user can end it.
    expect((await sessionOf(stolen))?.user ?? null).toBeNull();
    stolen.close();
    await browser.ask('mutation { revokeOtherSessions }');
    const { data } = await browser.ask('{ sessions { current } }');
    expect(data?.sessions).toEqual([{ current: true }]);
  });
});
