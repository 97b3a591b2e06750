import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse-config.ts';
import type { CookieConfig } from '../../../src/config/gateway-config.ts';

type Env = Readonly<Record<string, string>>;

function cookie(env: Env): CookieConfig {
  return parseConfig(env, () => '').cookie;
}

function warnings(env: Env): string {
  return parseConfig(env, () => '').warnings.join('\n');
}

const on = { RINGGATE_COOKIE_SECURE: 'on' };

describe('the cookie', () => {
  it('is called __Host-session when it is secure', () => {
    expect(cookie(on)).toMatchObject({ name: '__Host-session', secure: true });
  });

  it.each([
    ['a None without Secure', { RINGGATE_COOKIE_SAMESITE: 'None' }, 'RINGGATE_COOKIE_SAMESITE'],
    [
      'a Partitioned without Secure',
      { RINGGATE_COOKIE_PARTITIONED: 'on' },
      'RINGGATE_COOKIE_PARTITIONED',
    ],
    ['__Host- without Secure', { RINGGATE_COOKIE_NAME: '__Host-id' }, 'RINGGATE_COOKIE_NAME'],
    ['__host- without Secure', { RINGGATE_COOKIE_NAME: '__host-id' }, 'RINGGATE_COOKIE_NAME'],
    ['__Secure- without Secure', { RINGGATE_COOKIE_NAME: '__Secure-id' }, 'RINGGATE_COOKIE_NAME'],
    ['__Http- without Secure', { RINGGATE_COOKIE_NAME: '__Http-id' }, 'RINGGATE_COOKIE_NAME'],
    [
      '__Host- with a Domain',
      { ...on, RINGGATE_COOKIE_DOMAIN: 'a.example' },
      'RINGGATE_COOKIE_DOMAIN',
    ],
    ['a name with a space', { RINGGATE_COOKIE_NAME: 'a b' }, 'RINGGATE_COOKIE_NAME'],
    ['a name with a separator', { RINGGATE_COOKIE_NAME: 'a=b' }, 'RINGGATE_COOKIE_NAME'],
    [
      'a Domain that adds an attribute',
      { RINGGATE_COOKIE_DOMAIN: 'a; Path=/x' },
      'RINGGATE_COOKIE_DOMAIN',
    ],
    ['an unknown SameSite', { RINGGATE_COOKIE_SAMESITE: 'Laxx' }, 'RINGGATE_COOKIE_SAMESITE'],
  ])('may not have %s', (_, env, variable) => {
    expect(() => cookie(env)).toThrow(new RegExp(`1 fault:\\n {2}${variable}: `));
  });

  it('may have None with Secure, with a warning', () => {
    const env = { ...on, RINGGATE_COOKIE_SAMESITE: 'none' };
    expect(cookie(env).sameSite).toBe('None');
    expect(warnings(env)).toMatch(/^RINGGATE_COOKIE_SAMESITE is None/m);
  });

  it('may be partitioned with None and Secure, under a name that no other cookie had', () => {
    const env = { ...on, RINGGATE_COOKIE_SAMESITE: 'None', RINGGATE_COOKIE_PARTITIONED: 'on' };
    expect(cookie(env)).toMatchObject({ name: '__Host-session-partitioned', partitioned: true });
    expect(cookie({ ...env, RINGGATE_COOKIE_NAME: '__Host-id' }).name).toBe('__Host-id');
    expect(warnings(env)).not.toContain('RINGGATE_COOKIE_PARTITIONED');
    expect(cookie(on)).toMatchObject({ name: '__Host-session', partitioned: false });
  });

  it('may be partitioned without None, with a warning', () => {
    expect(warnings({ ...on, RINGGATE_COOKIE_PARTITIONED: 'on' })).toMatch(
      /^RINGGATE_COOKIE_PARTITIONED is on while RINGGATE_COOKIE_SAMESITE is Lax/m,
    );
  });

  it('may have a Domain under another name, with a warning', () => {
    const env = {
      ...on,
      RINGGATE_COOKIE_NAME: '__Secure-session',
      RINGGATE_COOKIE_DOMAIN: 'A.example',
    };
    expect(cookie(env)).toMatchObject({ name: '__Secure-session', domain: 'a.example' });
    expect(warnings(env)).toMatch(/^RINGGATE_COOKIE_DOMAIN is a\.example/m);
  });

  it('is signed with the keys as they are listed', () => {
    const [newest, oldest] = ['n'.repeat(32), 'o'.repeat(40)];
    expect(cookie({ RINGGATE_COOKIE_KEYS: `${newest},${oldest}` }).keys).toEqual([newest, oldest]);
    expect(cookie({ RINGGATE_COOKIE_KEYS: `${newest}\n ${oldest}` }).keys).toEqual([
      newest,
      oldest,
    ]);
  });
});
