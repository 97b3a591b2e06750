import { describe, expect, it } from '@jest/globals';
import { backends, memoryNodes, useGateway } from '../../support/backends.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { knownPassword } from '../../support/known-users.ts';
import {
  liveSessionOf,
  logIn,
  loginMutation,
  readQuery,
  sessionOf,
  setValue,
  signedIn,
  userOf,
} from '../../support/session-steps.ts';

const tokenForm =
  /^session=[\w-]{22}\.[\w-]{43}\.[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43(200|199)$/;

describe.each(backends)('the cookie, on $name', (backend) => {
  const gateway = useGateway(backend);

  it('comes with the first write, once, with its attributes', async () => {
    const browser = gateway().browser();
    const first = await setValue(browser, 'a', 1);
    expect(first.setCookies).toEqual([expect.stringMatching(tokenForm)]);
    for (const answer of [await setValue(browser, 'b', 2), await browser.ask(readQuery)]) {
      expect(answer.setCookies).toEqual([]);
    }
  });

  it('never comes with a read', async () => {
    const browser = gateway().browser();
    const answer = await browser.ask(readQuery);
    expect(answer.data).toEqual({ session: null });
    expect(answer.setCookies).toEqual([]);
  });

  it('is another one after login, for the same session, and the old one is dead at once', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'basket', ['apple']);
    const before = await liveSessionOf(browser);
    const old = browser.twin();
    const login = await logIn(browser, 'bob');
    expect(login.setCookies).toEqual([expect.stringMatching(tokenForm)]);
    const session = login.data?.login?.session;
    expect(session).toMatchObject({ id: before.id, values: { basket: ['apple'] }, version: 2 });
    expect(browser.jar.token).not.toBe(old.jar.token);

    const read = await old.ask(readQuery);
    expect(read.data).toEqual({ session: null });
    const write = await setValue(old, 'a', 1);
    expect(write.codes).toEqual(['UNAUTHENTICATED']);
    const logout = await old.ask('mutation { logout }');
    expect(logout.data).toEqual({ logout: false });
    expect([read, write, logout].flatMap(({ setCookies }) => setCookies)).toEqual([]);
    expect(await userOf(browser)).toBe('bob');
    old.close();
  });

  it('is renewed when the same user logs in again, and keeps the session', async () => {
    const browser = gateway().browser();
    const { id } = await signedIn(browser, 'bob');
    await setValue(browser, 'kept', 1);
    const old = browser.jar.token;
    const again = await signedIn(browser, 'bob');
    expect(again).toMatchObject({ id, values: { kept: 1 } });
    expect(browser.jar.token).not.toBe(old);
  });

  it('names a new session, without the values, after a login over the session of another user', async () => {
    const browser = gateway().browser();
    const { id } = await signedIn(browser, 'bob');
    await setValue(browser, 'private', 'of bob');
    const bob = browser.twin();
    const cyd = await signedIn(browser, 'cyd');
    expect(cyd.id).not.toBe(id);
    expect(cyd.values).toEqual({});
    expect(await sessionOf(bob)).toBeNull();
    bob.close();
  });

  it('names a new session after a login over one that was ended', async () => {
    const browser = gateway().browser();
    const { id } = await signedIn(browser, 'dan');
    const twin = browser.twin();
    await browser.ask('mutation { logout }');
    expect((await signedIn(twin, 'dan')).id).not.toBe(id);
    twin.close();
  });

  it('stays as it is when the login fails', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'a', 1);
    const answer = await logIn(browser, 'bob', 'wrong');
    expect(answer.setCookies).toEqual([]);
    expect((await sessionOf(browser))?.values).toEqual({ a: 1 });
  });

  it('is cleared by logout, and by ending the current session', async () => {
    const browser = gateway().browser();
    const { id } = await signedIn(browser, 'bob');
    const logout = await browser.ask('mutation { logout }');
    expect(logout.data).toEqual({ logout: true });
    expect(logout.setCookies).toEqual(['session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
    expect(browser.jar.token).toBe('');
    expect((await browser.ask('mutation { logout }')).data).toEqual({ logout: false });

    const second = await signedIn(browser, 'bob');
    expect(second.id).not.toBe(id);
    const revoked = await browser.ask('mutation ($id: ID!) { revokeSession(id: $id) }', {
      variables: { id: second.id },
    });
    expect(revoked.data).toEqual({ revokeSession: true });
    expect(revoked.setCookies[0]).toContain('Max-Age=0');
  });

  it('is set once for an operation, for its last state, and fields after login see the new session', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'before', 1);
    const answer = await browser.ask(
      `mutation ($password: String!) {
        a: setSessionValue(key: "a", value: 1) { version }
        login(username: "bob", password: $password) { ... on LoginSuccess { session { version } } }
        b: setSessionValue(key: "b", value: 2) { user { id } version values }
        revokeOtherSessions
      }`,
      { variables: { password: knownPassword } },
    );
    expect(answer.data).toMatchObject({
      a: { version: 2 },
      login: { session: { version: 3 } },
      b: { user: { id: 'bob' }, version: 4, values: { before: 1, a: 1, b: 2 } },
    });
    expect(answer.setCookies).toHaveLength(1);
    expect(await userOf(browser)).toBe('bob');

    const over = await browser.ask(
      'mutation { setSessionValue(key: "c", value: 3) { id } logout }',
    );
    expect(over.setCookies).toEqual([expect.stringContaining('Max-Age=0')]);
    const anew = await gateway()
      .browser()
      .ask(
        'mutation { a: setSessionValue(key: "c", value: 3) { id } b: setSessionValue(key: "d", value: 3) { id } logout }',
      );
    expect(anew.setCookies).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it('counts as the first genuine one of several', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'mine', 1);
    const { token } = browser.jar;
    const other = gateway().browser();
    await setValue(other, 'theirs', 1);
    const valuesWith = async (cookie: string): Promise<unknown> =>
      (await gateway().browser().ask(readQuery, { headers: { cookie } })).data?.session?.values;
    const flipped = `${token.slice(0, -2)}${token.at(-2) === 'A' ? 'B' : 'A'}${token.at(-1) ?? ''}`;
    expect(await valuesWith(`session=rubbish; session=${flipped}; session=${token}`)).toEqual({
      mine: 1,
    });
    expect(await valuesWith(`session=${token}; session=${other.jar.token}`)).toEqual({ mine: 1 });
    expect(await valuesWith(`a=1; xsession=${token}; session=${other.jar.token}`)).toEqual({
      theirs: 1,
    });
    expect(await valuesWith(`xsession=${token}`)).toBeUndefined();
  });

  it('is ignored when it is forged: a write begins a session of its own', async () => {
    const victim = gateway().browser();
    await signedIn(victim, 'bob');
    const [id = '', secret = ''] = victim.jar.token.split('.');
    const forger = gateway().browser();
    forger.jar.set('session', `${id}.${secret}.${'A'.repeat(22)}`);
    expect(await sessionOf(forger)).toBeNull();
    const answer = await setValue(forger, 'a', 1);
    expect(answer.setCookies).toHaveLength(1);
    expect(answer.data?.setSessionValue?.id).not.toBe(id);
    expect((await sessionOf(victim))?.values).toEqual({});
  });
});

describe('the cookie of a gateway over https', () => {
  const gateway = useGateway(memoryNodes, { RINGGATE_COOKIE_SECURE: 'on' });

  it('is __Host- and Secure, and another name is not listened to', async () => {
    const browser = gateway().browser();
    const { setCookies } = await setValue(browser, 'a', 1);
    expect(setCookies[0]).toMatch(
      /^__Host-session=[\w.-]+; Path=\/; HttpOnly; Secure; SameSite=Lax; Max-Age=\d+$/,
    );
    expect((await sessionOf(browser))?.values).toEqual({ a: 1 });
    const token = browser.jar.header().split('=')[1] ?? '';
    const wrong = gateway().browser();
    wrong.jar.set('session', token);
    expect(await sessionOf(wrong)).toBeNull();
  });
});

describe.each(backends)('new anonymous sessions of one address, on $name', (backend) => {
  const gateway = useGateway(backend, {
    RINGGATE_MAX_NEW_ANONYMOUS_SESSIONS: '60',
    RINGGATE_TRUST_PROXY: '127.0.0.1',
  });

  it('are at most 60 a minute; who has a session, and who logs in, goes on', async () => {
    const from = (address: string): Browser => gateway().browser({ 'x-forwarded-for': address });
    const first = from('192.0.2.1');
    await setValue(first, 'a', 0);
    const answers = await Promise.all(
      Array.from({ length: 69 }, (_, i) => setValue(from('192.0.2.1'), 'a', i)),
    );
    const refused = answers.filter(({ codes }) => codes.includes('SESSION_LIMIT_EXCEEDED'));
    expect(refused).toHaveLength(10);
    expect(refused[0]?.messages[0]).toMatch(/try again in \d+ seconds/);
    expect(refused.flatMap(({ setCookies }) => setCookies)).toEqual([]);
    expect((await setValue(first, 'a', 1)).codes).toEqual([]);
    expect((await setValue(from('192.0.2.2'), 'a', 1)).codes).toEqual([]);
    const login = await from('192.0.2.1').ask(loginMutation, {
      variables: { username: 'bob', password: knownPassword },
    });
    expect(login.data?.login?.__typename).toBe('LoginSuccess');
  });
});
