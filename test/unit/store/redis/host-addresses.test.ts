import { describe, expect, it } from '@jest/globals';
import {
  isSentinelUrl,
  parseClusterUrl,
  parseSentinelUrl,
} from '../../../../src/store/redis/host-addresses.ts';

describe('parseSentinelUrl', () => {
  it('reads hosts, name and database', () => {
    expect(parseSentinelUrl('redis+sentinel://h2:1,[::1]/m?db=3')).toEqual({
      sentinels: [
        { host: '::1', port: 26379 },
        { host: 'h2', port: 1 },
      ],
      name: 'm',
      db: 3,
    });
  });

  it('tells the credentials of servers and Sentinels apart', () => {
    const url = 'redis+sentinel://u:p%40@h/m?sentinelUsername=s&sentinelPassword=q%26%2B';
    expect(parseSentinelUrl(url)).toEqual({
      sentinels: [{ host: 'h', port: 26379 }],
      name: 'm',
      db: 0,
      username: 'u',
      password: 'p@',
      sentinelUsername: 's',
      sentinelPassword: 'q&+',
    });
  });

  it.each([
    ['redis+sentinel://h/m', false, false],
    ['redis+sentinel://h/m?sentinelTls=on', false, true],
    ['rediss+sentinel://h/m', true, true],
    ['rediss+sentinel://h/m?sentinelTls=off', true, false],
  ])('reads from %s who has TLS', (url, ofServers, ofSentinels) => {
    const { tls, sentinelTls } = parseSentinelUrl(url);
    expect([tls !== undefined, sentinelTls !== undefined]).toEqual([ofServers, ofSentinels]);
  });

  it.each([
    'redis://u:secret@h',
    'redis+cluster://u:secret@h',
    'redis+sentinel://u:secret@h',
    'redis+sentinel://u:secret@h,/m',
    'redis+sentinel://u:secret@h/m?db=x',
  ])('refuses %s without telling the password', (url) => {
    expect(() => parseSentinelUrl(url)).toThrow(TypeError);
    expect(() => parseSentinelUrl(url)).not.toThrow(/secret/);
  });
});

describe('parseClusterUrl', () => {
  it('reads hosts and credentials', () => {
    expect(parseClusterUrl('rediss+cluster://u:p%40@b:7000,a?id=x&weight=2')).toEqual({
      seeds: [
        { host: 'a', port: 6379 },
        { host: 'b', port: 7000 },
      ],
      username: 'u',
      password: 'p@',
      tls: {},
    });
    expect(parseClusterUrl('redis+cluster://a')).toEqual({ seeds: [{ host: 'a', port: 6379 }] });
  });

  it.each(['redis://u:secret@h', 'redis+cluster://u:secret@', 'redis+cluster://u:secret@h/x'])(
    'refuses %s without telling the password',
    (url) => {
      expect(() => parseClusterUrl(url)).toThrow(TypeError);
      expect(() => parseClusterUrl(url)).not.toThrow(/secret/);
    },
  );
});

it('knows a URL of Sentinels by its scheme', () => {
  expect(isSentinelUrl('redis+sentinel://h/m')).toBe(true);
  expect(isSentinelUrl('rediss+sentinel://h/m')).toBe(true);
  expect(isSentinelUrl('redis+cluster://h')).toBe(false);
});
