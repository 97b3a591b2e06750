import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl } from '../../../../src/store/redis/redis-url.ts';

describe('parseRedisUrl', () => {
  it.each([
    ['redis://h', { host: 'h', port: 6379, db: 0 }],
    ['redis://h:1/2?id=a&weight=3', { host: 'h', port: 1, db: 2 }],
    ['redis://u:p%40%2F@h', { username: 'u', password: 'p@/', host: 'h', port: 6379, db: 0 }],
    ['redis://:p@h', { password: 'p', host: 'h', port: 6379, db: 0 }],
    ['redis://[::1]:7', { host: '::1', port: 7, db: 0 }],
    ['rediss://h:6380/1', { host: 'h', port: 6380, db: 1, tls: {} }],
    ['redis+unix:///run/a%20b.sock?db=4', { path: '/run/a b.sock', db: 4 }],
    [
      'redis+unix:///run/r.sock?username=u&password=p%26%2F',
      { username: 'u', password: 'p&/', path: '/run/r.sock', db: 0 },
    ],
    ['redis+unix:///run/redis.sock', { path: '/run/redis.sock', db: 0 }],
  ])('reads %s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([['nonsense'], ['http://u:secret@h'], ['redis://u:secret@h/first'], ['redis://h/-1']])(
    'refuses %s without telling the password',
    (url) => {
      expect(() => parseRedisUrl(url)).toThrow(TypeError);
      expect(() => parseRedisUrl(url)).not.toThrow(/secret/);
    },
  );
});
