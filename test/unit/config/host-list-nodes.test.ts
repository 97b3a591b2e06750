import { describe, expect, it } from '@jest/globals';
import type { NodeConfig } from '../../../src/config/gateway-config.ts';
import { maskedUrl } from '../../../src/config/masked-url.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

function nodes(urls: string): readonly NodeConfig[] {
  return parseConfig({ RINGGATE_NODES: urls }, () => '').nodes;
}

describe('a node behind Sentinels, and a cluster', () => {
  it.each<[string, NodeConfig]>([
    [
      'redis+sentinel://H2:26380,h1/m.1?id=a&weight=15',
      {
        id: 'a',
        weight: 15,
        kind: 'redis+sentinel',
        url: 'redis+sentinel://h1:26379,h2:26380/m.1',
      },
    ],
    [
      'rediss+sentinel://u:p%40@[::1],h/m?db=2&sentinelUsername=s&sentinelPassword=p%26&sentinelTls=off',
      {
        id: 'm',
        weight: 1,
        kind: 'rediss+sentinel',
        url: 'rediss+sentinel://u:p%40@[::1]:26379,h:26379/m?db=2&sentinelUsername=s&sentinelPassword=p%26&sentinelTls=off',
      },
    ],
    [
      'redis+cluster://h1,h2:7000?id=a&weight=3',
      { id: 'a', weight: 3, kind: 'redis+cluster', url: 'redis+cluster://h1:6379,h2:7000' },
    ],
    [
      'rediss+cluster://:p@h1,h1:6379/',
      { id: 'cluster', weight: 1, kind: 'rediss+cluster', url: 'rediss+cluster://:p@h1:6379/' },
    ],
  ])('is read from %s', (url, node) => {
    expect(nodes(url)).toEqual([node]);
  });

  it.each([
    ['redis+sentinel://h1,h2', 'the name of the master'],
    ['redis+sentinel://h1,h2/', 'the name of the master'],
    ['redis+sentinel://h1/m/0', 'the name of the master'],
    ['redis+sentinel://h1/m%20m', 'the name of the master'],
    ['redis+sentinel://h1,/m', 'must have hosts with commas'],
    ['redis+sentinel:///m', 'must have hosts with commas'],
    ['redis+sentinel://h1:99999,h2/m', 'must have hosts with commas'],
    ['redis+sentinel://::1/m', 'must have hosts with commas'],
    ['redis+sentinel://h/m?db=x', 'number of a database as db'],
    ['redis+sentinel://h/m?sentinelTls=yes', 'on or off as sentinelTls'],
    ['redis+sentinel://h/m?sentinelUsername=u', 'a sentinelPassword with its sentinelUsername'],
    ['redis+sentinel://h/m?sentinel=x', 'no query keys but id, weight, db, sentinelTls'],
    ['redis+sentinel://h/m?id=a&id=b', 'each query key once'],
    ['redis+sentinel://h/m#x', 'fragment'],
    ['redis+sentinel://u:%zz@h/m', 'percent-encoded'],
    ['redis+cluster://h1,h2/0', 'nothing after the hosts'],
    ['redis+cluster://h1,h2?db=1', 'no query keys but id, weight'],
    ['redis+cluster://h1,', 'must have hosts with commas'],
    ['redis+sentinel://a,b/m?id=x redis+sentinel://B,c/m?id=y', 'b:26379/m?db=0 is there twice'],
    ['redis+sentinel://a/m redis+sentinel://b/m', 'm is there twice'],
    ['redis+cluster://a?id=x redis://b?id=y', 'must name a Redis Cluster alone'],
    ['redis+cluster://a?id=x rediss+cluster://b?id=y', 'must name a Redis Cluster alone'],
    ['redis+sentinel://a/m memory:', 'must not mix'],
  ])('is refused as %s', (urls, rule) => {
    expect(() => nodes(urls)).toThrow(rule);
  });

  it('may share its Sentinels with another master', () => {
    const urls = 'redis+sentinel://a,b/m redis+sentinel://a,b/n redis+sentinel://a,b/m?db=1&id=o';
    expect(nodes(urls).map(({ id }) => id)).toEqual(['m', 'n', 'o']);
  });

  it('is named by what stays when machines move, so that nothing is to be warned of', () => {
    const env = {
      NODE_ENV: 'production',
      RINGGATE_NODES: 'redis+sentinel://a,b/m redis://h',
      RINGGATE_COOKIE_KEYS: 'x'.repeat(32),
      RINGGATE_USERS_FILE: '/users.json',
    };
    const warnings = parseConfig(env, () => '').warnings.filter((text) =>
      text.includes('gives no id'),
    );
    expect(warnings).toEqual([expect.stringContaining('node 2')]);
  });

  it.each([
    'redis+sentinel://user:secret@h/',
    'redis+sentinel://user:se@cret@h/',
    'redis+sentinel://h/m?sentinelPassword=secret&sentinelTls=x',
    'redis+sentinel://h/m?sentinelPassword=@secret&sentinelTls=x',
    'redis+sentinel://h/m?sentinelPassword=x&secret&sentinelTls=x',
    'redis+sentinel://h/m?sentinelPassword=x&secret=y',
    'redis+sentinel://h/m?sentinelPassword=x#secret',
    'redis+cluster://:secret@h,/',
    'redis+cluster://:sec/secret@h,',
  ])('tells no secret when %s is refused', (url) => {
    expect(() => nodes(url)).toThrow();
    expect(() => nodes(url)).not.toThrow(/cret/);
  });
});

describe('a masked URL with several hosts', () => {
  it.each([
    ['redis+sentinel://u:p@h1,h2/m?id=a&db=1', 'redis+sentinel://***@h1,h2/m?id=a&db=1'],
    [
      'redis+sentinel://h/m?sentinelPassword=p&sentinelTls=on&id=a',
      'redis+sentinel://h/m?sentinelPassword=***&sentinelTls=on&id=a',
    ],
    ['redis+sentinel://h/m?sentinelPassword=p@q&id=a', 'redis+sentinel://***&id=a'],
    [
      'redis+sentinel://h/m?sentinelPassword=p&q=r&id=a',
      'redis+sentinel://h/m?sentinelPassword=***&***&id=a',
    ],
    ['redis+cluster://:p@h1,h2', 'redis+cluster://***@h1,h2'],
  ])('of %s is %s', (url, masked) => {
    expect(maskedUrl(url)).toBe(masked);
  });
});
