import { describe, expect, it } from '@jest/globals';
import type { Credentials } from '../../../src/login/credentials.ts';
import { LoginError } from '../../../src/login/login-error.ts';
import { LoginService, type LoginOutcome } from '../../../src/login/login-service.ts';
import { LoginThrottle } from '../../../src/login/login-throttle.ts';
import type { Account } from '../../../src/session/accounts.ts';
import { CountingLimiter } from './counting-limiter.ts';

const limits = {
  maxFailuresPerAccountAndAddress: 10,
  maxFailuresPerAddress: 100,
  failureWindowMs: 900_000,
  maxFailuresPerAccount: 100,
  accountFailureWindowMs: 3_600_000,
};
const account: Account = {
  username: 'ann',
  roles: [],
  credentialVersion: 'a'.repeat(11),
  sessionValues: new Map(),
};

/** Knows one user, `ann` with the password `right`. */
class OneUser implements Credentials {
  verified = 0;

  async verify(username: string, password: string): Promise<Account | undefined> {
    await Promise.resolve();
    this.verified += 1;
    return username === 'ann' && password === 'right' ? account : undefined;
  }
}

function setUp(credentials: Credentials = new OneUser()): {
  readonly limiter: CountingLimiter;
  readonly attempt: (
    password: string,
    origin?: { readonly username?: string; readonly address?: string },
  ) => Promise<LoginOutcome>;
} {
  const limiter = new CountingLimiter();
  const service = new LoginService({ credentials, throttle: new LoginThrottle(limiter, limits) });
  return {
    limiter,
    attempt: (password, { username = 'ann', address = '192.0.2.1' } = {}) =>
      service.attempt({ username, password, address }),
  };
}

async function times<Result>(count: number, run: () => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, run));
}

describe('LoginService', () => {
  it('answers the account for the right password', async () => {
    const { attempt } = setUp();
    expect(await attempt('right')).toEqual({ kind: 'success', account });
  });

  it('answers the same for a wrong password and an unknown user', async () => {
    const { attempt } = setUp();
    expect(await attempt('wrong')).toEqual({ kind: 'invalid' });
    expect(await attempt('right', { username: 'bob' })).toEqual({ kind: 'invalid' });
  });

  it('throttles the eleventh failure of one account from one address without verifying it', async () => {
    const credentials = new OneUser();
    const { attempt } = setUp(credentials);
    await times(10, () => attempt('wrong'));
    expect(await attempt('right')).toEqual({ kind: 'throttled', retryAfterMs: 900_000 });
    expect(credentials.verified).toBe(10);
    expect(await attempt('right', { address: '192.0.2.2' })).toMatchObject({ kind: 'success' });
  });

  it('throttles unknown users like known ones', async () => {
    const { attempt } = setUp();
    await times(10, () => attempt('wrong', { username: 'nobody' }));
    expect(await attempt('wrong', { username: 'nobody' })).toMatchObject({ kind: 'throttled' });
  });

  it('verifies no more than ten of thirty parallel guesses', async () => {
    const credentials = new OneUser();
    const { attempt } = setUp(credentials);
    const outcomes = await times(30, () => attempt('wrong'));
    expect(credentials.verified).toBe(10);
    expect(outcomes.filter(({ kind }) => kind === 'throttled')).toHaveLength(20);
  });

  it('lets a user in by forty parallel logins, and leaves no failures behind', async () => {
    const { attempt, limiter } = setUp();
    const outcomes = await times(40, () => attempt('right'));
    expect(outcomes.filter(({ kind }) => kind === 'success')).toHaveLength(40);
    expect([...limiter.counts.values()].filter((count) => count !== 0)).toEqual([]);
  });

  it('lets nobody in after ten failures, however many try the right password at once', async () => {
    const credentials = new OneUser();
    const { attempt } = setUp(credentials);
    await times(10, () => attempt('wrong'));
    const outcomes = await times(5, () => attempt('right'));
    expect(outcomes.every(({ kind }) => kind === 'throttled')).toBe(true);
    expect(credentials.verified).toBe(10);
  });

  it('forgets the failures of an account from an address when it logs in', async () => {
    const { attempt } = setUp();
    await times(9, () => attempt('wrong'));
    expect(await attempt('right')).toMatchObject({ kind: 'success' });
    const outcomes = await times(10, () => attempt('wrong'));
    expect(outcomes.every(({ kind }) => kind === 'invalid')).toBe(true);
  });

  it('counts nothing for logins that succeed, and keeps the failures of the address', async () => {
    const { attempt, limiter } = setUp();
    await times(3, () => attempt('wrong', { username: 'bob' }));
    for (let login = 0; login < 150; login++) {
      expect(await attempt('right')).toMatchObject({ kind: 'success' });
    }
    expect(limiter.count('login-address', '192.0.2.1')).toBe(3);
    expect(limiter.count('login-account', 'ann')).toBe(0);
  });

  it('throttles an address after a hundred failures on any accounts', async () => {
    const { attempt } = setUp();
    for (let user = 0; user < 100; user++) await attempt('wrong', { username: `user${user}` });
    expect(await attempt('right')).toMatchObject({ kind: 'throttled' });
    expect(await attempt('right', { address: '192.0.2.2' })).toMatchObject({ kind: 'success' });
  });

  it('throttles an account after a hundred failures from any addresses', async () => {
    const { attempt } = setUp();
    for (let host = 0; host < 100; host++)
      await attempt('wrong', { address: `198.51.100.${host}` });
    expect(await attempt('right')).toEqual({ kind: 'throttled', retryAfterMs: 3_600_000 });
  });

  it('does not let attempts at a blocked account block its address for others', async () => {
    const { attempt, limiter } = setUp();
    for (let guess = 0; guess < 300; guess++) await attempt('wrong', { username: 'bob' });
    expect(limiter.count('login-address', '192.0.2.1')).toBe(10);
    expect(limiter.count('login-account', 'bob')).toBe(10);
    expect(await attempt('right')).toMatchObject({ kind: 'success' });
  });

  it('gives the count back when the password was not verified', async () => {
    const { attempt, limiter } = setUp({
      verify: () => Promise.reject(new LoginError('LOGIN_BUSY', 'busy')),
    });
    await expect(attempt('right')).rejects.toMatchObject({ code: 'LOGIN_BUSY' });
    expect([...limiter.counts.values()]).toEqual([0, 0, 0]);
  });

  it('counts one user for all normalization forms of a name and one address for a /64', async () => {
    const { attempt } = setUp();
    await times(5, () => attempt('wrong', { username: '\u00e9', address: '2001:db8::1' }));
    await times(5, () => attempt('wrong', { username: 'e\u0301', address: '2001:db8::ffff:2' }));
    const next = { username: '\u00e9', address: '2001:db8:0:0:9::' };
    expect(await attempt('wrong', next)).toMatchObject({ kind: 'throttled' });
    expect(await attempt('wrong', { ...next, address: '2001:db8:0:1::1' })).toEqual({
      kind: 'invalid',
    });
  });

  it('names the longest wait when several limits refuse', async () => {
    const limiter = new CountingLimiter({
      'login-pair': 50,
      'login-address': 70,
      'login-account': 60,
    });
    const throttle = new LoginThrottle(limiter, {
      ...limits,
      maxFailuresPerAccountAndAddress: 0,
      maxFailuresPerAddress: 0,
      maxFailuresPerAccount: 0,
    });
    expect(await throttle.begin({ username: 'ann', address: '192.0.2.1' })).toEqual({
      allowed: false,
      retryAfterMs: 70,
    });
  });
});
