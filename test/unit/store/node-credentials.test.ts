import { describe, expect, it } from '@jest/globals';
import { holdsCredentials, withCredentials } from '../../../src/store/node-credentials.ts';
import { parseClusterUrl, parseSentinelUrl } from '../../../src/store/redis/host-addresses.ts';
import { parseRedisUrl } from '../../../src/store/redis/redis-url.ts';

const special = 'p@ss word/:%?#&=ü';

describe('the URL that a node is connected to by', () => {
  it.each(['redis://h:1/2', 'rediss://h:1', 'redis+unix:///run/r.sock?db=3'])(
    'is %s with the credentials that others give, whatever is in them',
    (url) => {
      const credentials = { username: special, password: special };
      expect(parseRedisUrl(withCredentials(url, credentials))).toEqual({
        ...parseRedisUrl(url),
        ...credentials,
      });
    },
  );

  it.each([
    // A password is never used with another user than its own.
    ['redis://:own@h:1', { username: 'other', password: 'other' }, 'redis://:own@h:1'],
    ['redis://me:own@h:1', { username: 'other', password: 'other' }, 'redis://me:own@h:1'],
    ['redis://me@h:1', { username: 'other', password: 'pw' }, 'redis://me:pw@h:1'],
    ['redis://h:1', { username: undefined, password: 'pw' }, 'redis://:pw@h:1'],
    ['redis://h:1', { username: undefined, password: undefined }, 'redis://h:1'],
  ])('is for %s and %j %s', (url, credentials, expected) => {
    expect(withCredentials(url, credentials)).toBe(expected);
  });

  it('has its own credentials for Sentinels', () => {
    const credentials = { username: special, password: special };
    const none = { username: undefined, password: undefined };
    const url = 'redis+sentinel://h,i/m?db=1';
    expect(parseSentinelUrl(withCredentials(url, credentials, none))).toEqual({
      ...parseSentinelUrl(url),
      ...credentials,
    });
    expect(parseSentinelUrl(withCredentials(url, none, credentials))).toEqual({
      ...parseSentinelUrl(url),
      sentinelUsername: special,
      sentinelPassword: special,
    });
    const own = `${url}&sentinelPassword=own`;
    expect(withCredentials(own, none, credentials)).toContain('sentinelPassword=own');
    expect(parseClusterUrl(withCredentials('redis+cluster://h,i', credentials))).toEqual({
      ...parseClusterUrl('redis+cluster://h,i'),
      ...credentials,
    });
  });
});

it.each([
  ['redis://h', false],
  ['redis://u@h', true],
  ['redis+sentinel://h,i/m', false],
  ['redis+sentinel://:p@h,i/m', true],
  ['redis+sentinel://h,i/m?sentinelPassword=p', true],
])('whether %s holds credentials: %s', (url, holds) => {
  expect(holdsCredentials(url)).toBe(holds);
});
