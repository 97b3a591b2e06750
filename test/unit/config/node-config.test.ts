import { describe, expect, it } from '@jest/globals';
import type { NodeConfig } from '../../../src/config/gateway-config.ts';
import { maskedUrl } from '../../../src/config/masked-url.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

function nodes(urls: string): readonly NodeConfig[] {
  return parseConfig({ RINGGATE_NODES: urls }, () => '').nodes;
}

describe('RINGGATE_NODES', () => {
  it.each<[string, NodeConfig]>([
    [
      'redis://h:7000/2?id=a&weight=15',
      { id: 'a', weight: 15, kind: 'redis', url: 'redis://h:7000/2' },
    ],
    ['redis://h', { id: 'h:6379', weight: 1, kind: 'redis', url: 'redis://h' }],
    ['rediss://u:p%40@h:1', { id: 'h:1', weight: 1, kind: 'rediss', url: 'rediss://u:p%40@h:1' }],
    [
      'redis://[::1]:7000',
      { id: '[::1]:7000', weight: 1, kind: 'redis', url: 'redis://[::1]:7000' },
    ],
    [
      'redis+unix:///run/r.sock?db=3&id=u',
      { id: 'u', weight: 1, kind: 'redis+unix', url: 'redis+unix:///run/r.sock?db=3' },
    ],
    [
      'redis+unix:///run/r.sock',
      { id: '/run/r.sock', weight: 1, kind: 'redis+unix', url: 'redis+unix:///run/r.sock' },
    ],
    ['memory:?weight=3', { id: 'memory-1', weight: 3, kind: 'memory', url: undefined }],
  ])('reads %s', (url, node) => {
    expect(nodes(url)).toEqual([node]);
  });

  it('separates nodes by any white space and keeps their order', () => {
    expect(nodes(' redis://b?id=b \n\tredis://a?id=a ').map((node) => node.id)).toEqual(['b', 'a']);
  });

  it.each([
    ['http://h', 'schemes memory, redis'],
    ['h:6379', 'schemes memory, redis'],
    ['redis://h:99999', 'must be a URL'],
    ['redis:///0', 'must have a host'],
    ['redis://h/zero', 'number of a database'],
    ['redis://h/0#x', 'fragment'],
    ['redis://u:%zz@h', 'percent-encoded'],
    ['redis://h?wieght=2', 'no query keys but id, weight'],
    ['redis://h?db=1', 'no query keys but id, weight'],
    ['redis://h?id=a&id=b', 'each query key once'],
    ['redis://h?id=', 'an id of 1 to 128'],
    ['redis://h?weight=0', 'positive whole number'],
    ['redis://h?weight=1.5', 'positive whole number'],
    ['redis://h?weight=-1', 'positive whole number'],
    ['redis+unix://h/run/r.sock', 'no host'],
    ['redis+unix:', 'path of a socket'],
    ['redis+unix:///r?db=x', 'number of a database as db'],
    ['memory://h', 'neither host nor path'],
    ['redis://a?id=x redis://b?id=x', 'x is there twice'],
    ['redis://a/0?id=x redis://A:6379?id=y', 'a:6379/0 is there twice'],
    ['redis://a redis://a/1', 'a:6379 is there twice'],
    ['redis://a?weight=1 redis://b?weight=1001', 'within 1:1000'],
    ['redis://a memory:', 'must not mix'],
  ])('refuses %s', (urls, rule) => {
    expect(() => nodes(urls)).toThrow(rule);
  });

  it('is three nodes in the process only when nothing is named', () => {
    expect(parseConfig({ RINGGATE_NODES: 'memory:' }, () => '').embeddedNodes).toBe(false);
  });
});

describe('a masked URL', () => {
  it.each([
    ['redis://user:pass@h:1/0?id=a', 'redis://***@h:1/0?id=a'],
    ['redis://:p@ss@h', 'redis://***@h'],
    ['redis://h?password=x&weight=2', 'redis://h?password=***&weight=2'],
    ['u:p@h', '***@h'],
    ['redis://h:1/0', 'redis://h:1/0'],
  ])('of %s is %s', (url, masked) => {
    expect(maskedUrl(url)).toBe(masked);
  });
});
