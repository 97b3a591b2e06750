import { describe, expect, it } from '@jest/globals';
import { begun, firstTopology } from '../../../../src/ring/ring-change.ts';
import { ringDifferences } from '../../../../src/store/keeper/ring-differences.ts';

const a = { id: 'a', weight: 1, url: 'redis://a:6379' };
const b = { id: 'b', weight: 2, url: 'redis://b:6379' };
const c = { id: 'c', weight: 1, url: 'redis://c:6379' };
const ring = firstTopology([a, b]);

describe('what a list of nodes has otherwise than the ring', () => {
  it('is nothing when they are the same, in any order and however URLs are written', () => {
    expect(ringDifferences([b, { ...a, url: 'redis://user:secret@A/0?id=a' }], ring)).toEqual([]);
  });

  it('is named, each difference by itself, without credentials', () => {
    const list = [{ ...b, weight: 3, url: 'redis://:secret@b:7000/1' }, c];
    expect(ringDifferences(list, ring)).toEqual([
      'b has the weight 2 in the ring and 3 in the list',
      'b is at redis://b:6379 in the ring and at redis://b:7000/1 in the list, where it is looked for first',
      'c is in the list and not in the ring',
      'a (redis://a:6379) is in the ring and not in the list',
    ]);
  });

  it('is told by where a moving ring goes', () => {
    const adding = begun(ring, { kind: 'add', node: c }, 'adding');
    expect(ringDifferences([a, b, c], adding)).toEqual([]);
    expect(ringDifferences([a, b], adding)).toHaveLength(1);
  });
});
