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
    ['http://h', undefined],
    ['h:6379', undefined],
    ['', undefined],
  ])('of %j is %s', (url, kind) => {
    expect(nodeKindOf(url)).toBe(kind);
  });
});
