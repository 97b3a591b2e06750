import { describe, expect, it } from '@jest/globals';
import { nodeAddress, nodeKindOf } from '../../../src/store/node-address.ts';

describe('the address of a node', () => {
  it.each([
    ['redis://h', 'redis://h:6379'],
    ['redis://H:6379/0?id=a&weight=3', 'redis://h:6379'],
    ['redis://u:p%40@h:1/2', 'redis://h:1/2'],
    ['redis://:p@h/02', 'redis://h:6379/2'],
    ['rediss://[::1]:7000', 'rediss://[::1]:7000'],
    ['redis+unix:///run/a%20b.sock?db=3&id=u', 'redis+unix:///run/a%20b.sock?db=3'],
    ['redis+unix:/run/r.sock?db=0&username=u&password=p', 'redis+unix:///run/r.sock'],
    ['memory:', 'memory:'],
    ['redis+sentinel://B,a:1/m?id=a&weight=2', 'redis+sentinel://a:1,b:26379/m'],
    [
      'redis+sentinel://u:p@a,a/m?db=02&sentinelUsername=s&sentinelPassword=p',
      'redis+sentinel://a:26379/m?db=2',
    ],
    ['redis+sentinel://a/m?sentinelTls=off&db=0', 'redis+sentinel://a:26379/m'],
    [
      'rediss+sentinel://[::1]/m?sentinelTls=off',
      'rediss+sentinel://[::1]:26379/m?sentinelTls=off',
    ],
    ['redis+cluster://u:p@h2,H1:1?id=a', 'redis+cluster://h1:1,h2:6379'],
    ['rediss+cluster://h/', 'rediss+cluster://h:6379'],
  ])('of %s is %s', (url, address) => {
    expect(nodeAddress(url)).toBe(address);
    expect(nodeAddress(address)).toBe(address);
  });
});

describe('the kind of a node', () => {
  it.each([
    ['memory:', 'memory'],
    ['redis://h', 'redis'],
    ['rediss://h', 'rediss'],
    ['redis+unix:///r', 'redis+unix'],
    ['redis+sentinel://h,i/m', 'redis+sentinel'],
    ['rediss+sentinel://h/m', 'rediss+sentinel'],
    ['redis+cluster://h,i', 'redis+cluster'],
    ['rediss+cluster://h', 'rediss+cluster'],
    ['redis+sentinel://h,i', undefined],
    ['redis+sentinel:/m', undefined],
    ['redis+cluster://h,', undefined],
    ['http://h', undefined],
    ['h:6379', undefined],
    ['', undefined],
  ])('of %j is %s', (url, kind) => {
    expect(nodeKindOf(url)).toBe(kind);
  });
});
