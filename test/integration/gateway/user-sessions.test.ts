import { describe, expect, it } from '@jest/globals';
import { backends, useGateway } from '../../support/backends.ts';
import type { Answer, Browser } from '../../support/graphql-client.ts';
import {
  liveSessionOf,
  logIn,
  sessionOf,
  setValue,
  signedIn,
  userOf,
} from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

function revoke(browser: Browser, id: string | undefined): Promise<Answer> {
  return browser.ask('mutation ($id: ID!) { revokeSession(id: $id) }', { variables: { id } });
}

async function idsListed(browser: Browser): Promise<readonly (string | undefined)[]> {
  return ((await browser.ask('{ sessions { id } }')).data?.sessions ?? []).map(({ id }) => id);
}

describe.each(backends)('the sessions of a user, on $name', (backend) => {
  const gateway = useGateway(backend);

  it('are listed with device, address and instants, the most recently seen first', async () => {
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const first = gateway().browser({ 'user-agent': firefox });
    const second = gateway().browser({ 'user-agent': 'curl/8.5.0' });
    await signedIn(first, 'bob');
    await signedIn(second, 'bob');
    // A write counts as use; the instants are whole milliseconds.
    await waitFor('the first was used after the second', async () => {
      await setValue(first, 'a', 1);
      return (await idsListed(first))[0] === (await liveSessionOf(first)).id;
    });
    const { data } = await first.ask(
      '{ sessions { current device address values user { id username roles } createdAt authenticatedAt lastSeenAt idleExpiresAt expiresAt } }',
    );
    const instant = expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as unknown;
    const common = {
      address: '127.0.0.1',
      user: { id: 'bob', username: 'bob', roles: [] },
      createdAt: instant,
      authenticatedAt: instant,
      lastSeenAt: instant,
      idleExpiresAt: instant,
      expiresAt: instant,
    };
    expect(data?.sessions).toEqual([
      { ...common, current: true, device: 'Firefox on Linux', values: { a: 1 } },
      { ...common, current: false, device: 'curl', values: {} },
    ]);
  });

  it('end one by one, by their user only', async () => {
    const [mine, other, stranger] = [gateway().browser(), gateway().browser(), gateway().browser()];
    await signedIn(mine, 'cyd');
    const { id } = await signedIn(other, 'cyd');
    const { id: strange } = await signedIn(stranger, 'dan');
    const anonymous = gateway().browser();
    const { data } = await setValue(anonymous, 'a', 1);
    for (const foreign of [strange, data?.setSessionValue?.id, 'A'.repeat(22), 'no id', '']) {
      expect((await revoke(mine, foreign)).data).toEqual({ revokeSession: false });
    }
    expect(await userOf(stranger)).toBe('dan');
    expect((await sessionOf(anonymous))?.values).toEqual({ a: 1 });
    expect((await revoke(anonymous, id)).codes).toEqual(['UNAUTHENTICATED']);

    const answer = await revoke(mine, id);
    expect(answer.data).toEqual({ revokeSession: true });
    expect(answer.setCookies).toEqual([]);
    expect((await revoke(mine, id)).data).toEqual({ revokeSession: false });
    expect(await sessionOf(other)).toBeNull();
    expect(await userOf(mine)).toBe('cyd');
  });

  it('are for who is signed in', async () => {
    const nobody = gateway().browser();
    const anonymous = gateway().browser();
    await setValue(anonymous, 'a', 1);
    for (const browser of [nobody, anonymous]) {
      for (const document of [
        '{ sessions { id } }',
        'mutation { revokeOtherSessions }',
        'mutation { revokeSession(id: "x") }',
        '{ ring { epoch } }',
      ]) {
        expect((await browser.ask(document)).codes).toEqual(['UNAUTHENTICATED']);
      }
    }
  });

  it('show the ring to administrators only', async () => {
    const bob = gateway().browser();
    await signedIn(bob, 'bob');
    expect((await bob.ask('{ ring { epoch } }')).codes).toEqual(['FORBIDDEN']);
    const ann = gateway().browser();
    const { id = '' } = await signedIn(ann, 'ann');
    const answer = await ann.ask(
      `{ ring { epoch state progress { moved } nodes { id kind weight points share status sessions latencyMs } owner(key: "${id}") { id } } }`,
    );
    const kind = backend.servers === 0 ? 'memory' : 'redis';
    const nodes = ['node-0', 'node-1', 'node-2'].map((node) => ({
      id: node,
      kind,
      weight: 1,
      points: expect.any(Number),
      share: expect.closeTo(1 / 3, 3),
      status: 'UP',
      sessions: expect.any(Number),
      latencyMs: expect.any(Number),
    }));
    const owner = { id: `node-${gateway().ownerOf(id)}` };
    expect(answer.data).toEqual({
      ring: { epoch: 1, state: 'STABLE', progress: null, nodes, owner },
    });
  });
});

describe.each(backends)('the limit of sessions a user, on $name', (backend) => {
  const gateway = useGateway(backend, { RINGGATE_MAX_SESSIONS_PER_USER: '4' });

  it('ends the least recently seen ones before the login answers', async () => {
    const browsers = Array.from({ length: 5 }, () => gateway().browser());
    for (const browser of browsers.slice(0, 4)) await signedIn(browser, 'bob');
    const [first, second, , , last] = browsers;
    if (!first || !second || !last) throw new Error('There are five');
    await setValue(first, 'used', true);
    await signedIn(last, 'bob');
    expect(await sessionOf(second)).toBeNull();
    expect(await userOf(first)).toBe('bob');
    expect(await idsListed(last)).toHaveLength(4);
    // Logging in again on the same session takes no more room.
    await signedIn(last, 'bob');
    expect(await idsListed(first)).toHaveLength(4);
  });
});

describe.each(backends)('30 logins of one user at once, on $name', (backend) => {
  const gateway = useGateway(backend);

  it('leave at most 20 sessions, each of which is one of them', async () => {
    const browsers = Array.from({ length: 30 }, () => gateway().browser());
    const answers = await Promise.all(browsers.map((browser) => logIn(browser, 'dan')));
    expect(answers.map(({ data }) => data?.login?.__typename)).toEqual(
      answers.map(() => 'LoginSuccess'),
    );
    const live = [];
    for (const browser of browsers) if ((await userOf(browser)) === 'dan') live.push(browser);
    expect(live.length).toBeLessThanOrEqual(20);
    const ids = await Promise.all(live.map(async (browser) => (await liveSessionOf(browser)).id));
    const [one] = live;
    if (!one) throw new Error('Not one session is left');
    expect([...(await idsListed(one))].sort()).toEqual(ids.sort());
  });
});

describe.each(backends)('the option that rejects logins past the limit, on $name', (backend) => {
  const gateway = useGateway(backend, {
    RINGGATE_SESSIONS_OVERFLOW: 'reject',
    RINGGATE_MAX_SESSIONS_PER_USER: '6',
  });

  it('admits no more than the limit of parallel logins, and ends nobody', async () => {
    const early = gateway().browser();
    await signedIn(early, 'bob');
    const browsers = Array.from({ length: 10 }, () => gateway().browser());
    const answers = await Promise.all(browsers.map((browser) => logIn(browser, 'bob')));
    const admitted = browsers.filter((_browser, i) => answers[i]?.codes.length === 0);
    const refused = answers.filter(({ codes }) => codes.length > 0);
    for (const answer of refused) {
      expect(answer.codes).toEqual(['TOO_MANY_SESSIONS']);
      expect(answer.setCookies).toEqual([]);
    }
    expect(admitted.length).toBeLessThanOrEqual(5);
    for (const browser of [early, ...admitted]) expect(await userOf(browser)).toBe('bob');
    expect(await idsListed(early)).toHaveLength(admitted.length + 1);
  });

  it('refuses with TOO_MANY_SESSIONS until one ends, and keeps the values of who is refused', async () => {
    const browsers = Array.from({ length: 6 }, () => gateway().browser());
    for (const browser of browsers) await signedIn(browser, 'cyd');
    const seventh = gateway().browser();
    await setValue(seventh, 'basket', ['apple']);
    expect((await logIn(seventh, 'cyd')).codes).toEqual(['TOO_MANY_SESSIONS']);
    expect((await sessionOf(seventh))?.values).toEqual({ basket: ['apple'] });
    // Who is in may log in again.
    await signedIn(browsers[0] ?? seventh, 'cyd');
    await browsers[1]?.ask('mutation { logout }');
    expect((await signedIn(seventh, 'cyd')).values).toEqual({ basket: ['apple'] });
  });
});
