import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { backends, memoryNodes, useGateway } from '../../support/backends.ts';
import { startGatewayUnderTest } from '../../support/gateway-under-test.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { knownPassword, knownUsers } from '../../support/known-users.ts';
import { logIn, loginMutation, sessionOf, signedIn, userOf } from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

const chinese = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' };

describe('a login', () => {
  const gateway = useGateway(memoryNodes);

  it.each([
    ['a wrong password', 'bob', 'wrong'],
    ['an unknown user', 'nobody', knownPassword],
    ['an empty name', '', ''],
    ['a name that is too long', 'x'.repeat(65), knownPassword],
    ['a password that is too long', 'bob', 'x'.repeat(1_025)],
  ])(
    'with %s is told apart from no other, in the language that is preferred',
    async (_name, username, password) => {
      const english = await logIn(gateway().browser(), username, password);
      const message = 'wrong username or password';
      expect(english.data).toEqual({ login: { __typename: 'InvalidCredentials', message } });
      expect(english.setCookies).toEqual([]);
      const answer = await logIn(gateway().browser(chinese), username, password);
      expect(answer.data?.login?.message).toBe('用户名或密码错误');
    },
  );

  it('answers the user and the values of its entry', async () => {
    const session = await signedIn(gateway().browser(), 'ann');
    expect(session).toMatchObject({
      user: { username: 'ann' },
      values: { team: 'red', card: { digits: 4 } },
    });
  });

  it.each([
    [
      'twice',
      'mutation ($p: String!) { a: login(username: "bob", password: $p) { __typename } b: login(username: "bob", password: $p) { __typename } }',
    ],
    [
      'in two fragments',
      'mutation ($p: String!) { ...A ...B } fragment A on Mutation { a: login(username: "bob", password: $p) { __typename } } fragment B on Mutation { ... on Mutation { ...C } } fragment C on Mutation { b: login(username: "bob", password: $p) { __typename } }',
    ],
    [
      'by one fragment and its own name',
      'mutation ($p: String!) { login(username: "bob", password: $p) { __typename } ... on Mutation { x: login(username: "bob", password: $p) { __typename } } }',
    ],
  ])('%s in one operation is refused before anything runs', async (_name, document) => {
    const browser = gateway().browser();
    const answer = await browser.ask(document, { variables: { p: knownPassword } });
    expect(answer.status).toBe(400);
    expect(answer.codes).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(answer.setCookies).toEqual([]);
    expect(await sessionOf(browser)).toBeNull();
  });
});

describe.each(backends)('failed logins, on $name', (backend) => {
  const gateway = useGateway(backend, {
    RINGGATE_TRUST_PROXY: '127.0.0.1',
    RINGGATE_LOGIN_MAX_FAILURES: '3',
    RINGGATE_LOGIN_MAX_FAILURES_PER_ADDRESS: '5',
  });

  function from(address: string, headers: Readonly<Record<string, string>> = {}): Browser {
    return gateway().browser({ 'x-forwarded-for': address, ...headers });
  }

  async function kindOf(browser: Browser, username: string, password: string): Promise<string> {
    return (await logIn(browser, username, password)).data?.login?.__typename ?? 'none';
  }

  it('are throttled by account and address, also guesses at once, in both languages', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 8 }, (_, i) => kindOf(from('192.0.2.1'), 'bob', `guess ${i}`)),
    );
    expect(guesses.filter((kind) => kind === 'InvalidCredentials')).toHaveLength(3);
    const throttled = await logIn(from('192.0.2.1'), 'bob');
    const seconds = throttled.data?.login?.retryAfterSeconds ?? 0;
    expect(throttled.data?.login).toEqual({
      __typename: 'LoginThrottled',
      message: `too many failed logins; try again in ${seconds} seconds`,
      retryAfterSeconds: seconds,
    });
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThanOrEqual(900);
    expect(throttled.setCookies).toEqual([]);
    const inChinese = await logIn(from('192.0.2.1', chinese), 'bob');
    expect(inChinese.data?.login?.message).toMatch(/^登录失败次数过多，请在 \d+ 秒后重试$/);
    expect(await kindOf(from('192.0.2.2'), 'bob', knownPassword)).toBe('LoginSuccess');
    expect(await kindOf(from('192.0.2.1'), 'cyd', knownPassword)).toBe('LoginSuccess');
  });

  it('are forgotten after a success', async () => {
    const browser = from('192.0.2.3');
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 2; i++) {
        expect(await kindOf(browser, 'cyd', 'wrong')).toBe('InvalidCredentials');
      }
      expect(await kindOf(browser, 'cyd', knownPassword)).toBe('LoginSuccess');
    }
  });

  it('are throttled by address, whatever the account, an IPv6 network counting as one', async () => {
    for (let i = 0; i < 5; i++) {
      expect(await kindOf(from(`2001:db8::${i}`), `name-${i}`, 'wrong')).toBe('InvalidCredentials');
    }
    expect(await kindOf(from('2001:db8::99'), 'dan', knownPassword)).toBe('LoginThrottled');
    expect(await kindOf(from('2001:db8:0:1::1'), 'dan', knownPassword)).toBe('LoginSuccess');
  });

  it('are counted by all gateways over the same nodes', async () => {
    if (backend.servers === 0) return;
    const second = await startGatewayUnderTest(gateway().env);
    try {
      const there = second.browser({ 'x-forwarded-for': '192.0.2.9' });
      const here = from('192.0.2.9');
      for (const browser of [here, there, here]) {
        expect(await kindOf(browser, 'eve', 'wrong')).toBe('InvalidCredentials');
      }
      expect(await kindOf(there, 'eve', knownPassword)).toBe('LoginThrottled');
    } finally {
      await second.stop();
    }
  });
});

describe('a flood of logins', () => {
  const gateway = useGateway(memoryNodes, {
    RINGGATE_LOGIN_MAX_FAILURES: '1000',
    RINGGATE_LOGIN_MAX_FAILURES_PER_ADDRESS: '1000',
    RINGGATE_LOGIN_MAX_FAILURES_PER_ACCOUNT: '1000',
  });

  it('is refused with LOGIN_BUSY past 64 that wait, and reads go on meanwhile', async () => {
    const reader = gateway().browser();
    await signedIn(reader, 'bob');
    const flooders = Array.from({ length: 200 }, () => gateway().browser());
    const flood = flooders.map((browser) =>
      browser.send(loginMutation, { variables: { username: 'cyd', password: 'wrong' } }),
    );
    expect(await userOf(reader)).toBe('bob');
    const answers = await Promise.all(flood);
    const busy = answers.filter(({ codes }) => codes.includes('LOGIN_BUSY'));
    expect(busy.length).toBeGreaterThan(0);
    // All that may wait were verified, beside those that came when others were done.
    expect(busy.length).toBeLessThan(200 - 64);
    for (const { codes } of busy) expect(codes).toEqual(['LOGIN_BUSY']);
    expect((await logIn(reader, 'bob')).codes).toEqual([]);
  });
});

describe.each(backends)('a change of the users file, on $name', (backend) => {
  const gateway = useGateway(backend);

  async function writeUsers(entries: readonly object[]): Promise<void> {
    await writeFile(gateway().env['RINGGATE_USERS_FILE'] ?? '', JSON.stringify(entries));
  }

  it('signs out who was removed or got another password or values, at the next use, and nobody else', async () => {
    const names = ['ann', 'bob', 'cyd', 'dan'];
    const browsers = new Map<string, Browser>();
    for (const name of names) {
      const browser = gateway().browser();
      await signedIn(browser, name);
      browsers.set(name, browser);
    }
    const otherHash =
      '$argon2id$v=19$m=19456,t=2,p=1$MDpWYpeYz7ZvvBhBe3c9qw$GImGhehZOU3+RrdaAuNfDCwUM3eHdvUBKk5CNxf5cIU';
    const kept = knownUsers.filter(({ username }) => username !== 'bob');
    await writeUsers(
      kept.map((user) => {
        if (user.username === 'cyd') return { ...user, passwordHash: otherHash };
        // A role is read from the file at every use: nobody is signed out for it.
        if (user.username === 'dan') return { ...user, roles: ['admin'] };
        return user;
      }),
    );
    const userNow = async (name: string): Promise<string | undefined> =>
      userOf(browsers.get(name) ?? gateway().browser());
    await waitFor('bob is signed out', async () => (await userNow('bob')) === undefined);
    expect(await userNow('cyd')).toBeUndefined();
    expect(await userNow('ann')).toBe('ann');
    expect(await userNow('dan')).toBe('dan');
    expect((await browsers.get('dan')?.ask('{ ring { epoch } }'))?.data).toEqual({
      ring: { epoch: 1 },
    });
    const gone = browsers.get('bob') ?? gateway().browser();
    const write = await gone.ask('mutation { setSessionValue(key: "a", value: 1) { id } }');
    expect(write.codes).toEqual(['UNAUTHENTICATED']);
    expect(write.setCookies).toEqual([]);
    expect((await logIn(gone, 'bob')).data?.login?.__typename).toBe('InvalidCredentials');

    await writeUsers(
      kept.map((user) => (user.username === 'ann' ? { ...user, session: { team: 'blue' } } : user)),
    );
    await waitFor('ann is signed out', async () => (await userNow('ann')) === undefined);
    const ann = gateway().browser();
    expect((await signedIn(ann, 'ann')).values).toEqual({ team: 'blue' });
    expect((await ann.ask('{ sessions { current } }')).data?.sessions).toEqual([{ current: true }]);
  });
});

describe('the demo user', () => {
  it('signs in as the README says', async () => {
    const gateway = await startGatewayUnderTest();
    try {
      const browser = gateway.browser();
      const answer = await logIn(browser, 'wupeiqi', '123');
      expect(answer.data?.login?.session).toMatchObject({
        user: { username: 'wupeiqi' },
        values: { c_user: 'chenchao', c_card: '123.com' },
      });
      expect((await browser.ask('{ ring { epoch } }')).codes).toEqual([]);
    } finally {
      await gateway.stop();
    }
  });
});
