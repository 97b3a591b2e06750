import { describe, expect, it } from '@jest/globals';
import { fenceOf, Placement } from '../../../src/ring/placement.ts';
import { begun, firstTopology, settled } from '../../../src/ring/ring-change.ts';

const nodes = ['b', 'a'].map((id) => ({ id, weight: 1, url: `redis://${id}:6379` }));
const first = firstTopology(nodes);
const node = { id: 'c', weight: 1, url: 'redis://c:6379' };
const growing = begun(first, { kind: 'add', node }, 'change');
const keys = Array.from({ length: 300 }, (_, i) => `key ${i}`);

describe('Placement', () => {
  it('knows one owner of a key in a stable ring', () => {
    const placement = new Placement(first);
    expect(placement.isMoving).toBe(false);
    for (const key of keys) {
      expect(placement.owners(key)).toEqual({ dst: placement.ring.owner(key), src: undefined });
      expect(placement.ownerBefore(key)).toBe(placement.ring.owner(key));
    }
  });

  it('knows the owner before of each key that moves, and of no other', () => {
    const placement = new Placement(growing);
    const before = new Placement(first);
    const after = new Placement(settled(growing, 'later'));
    expect(placement.isMoving).toBe(true);
    for (const key of keys) {
      const { dst } = after.owners(key);
      const src = before.owners(key).dst;
      expect(placement.owners(key)).toEqual({ dst, src: src === dst ? undefined : src });
      expect(placement.ownerBefore(key)).toBe(src);
    }
    expect(keys.some((key) => placement.owners(key).src !== undefined)).toBe(true);
  });

  it('counts a node that leaves among its members until the ring is stable', () => {
    const leaving = begun(settled(growing, 'x'), { kind: 'remove', id: 'a' }, 'y');
    const ids = (topology: typeof leaving): string[] =>
      new Placement(topology).members.map(({ id }) => id);
    expect(ids(leaving)).toEqual(['a', 'b', 'c']);
    expect(ids(settled(leaving, 'z'))).toEqual(['b', 'c']);
    expect(ids(growing)).toEqual(['a', 'b', 'c']);
  });

  it('lets the first node of the ring decide which change comes next', () => {
    expect(new Placement(first).coordinator).toBe('a');
    const leaving = begun(first, { kind: 'remove', id: 'a' }, 'x');
    expect(new Placement(leaving).coordinator).toBe('b');
  });

  it('is shown to nodes by its epoch and its change', () => {
    expect(new Placement(growing).fence).toBe('2 change');
    expect(new Placement(growing).epoch).toBe(2);
    expect(fenceOf({ epoch: 7, changeId: 'x' })).toBe('7 x');
  });

  it('refuses a topology that no ring makes', () => {
    expect(() => new Placement({ ...first, nodes: [] })).toThrow(RangeError);
    expect(() => new Placement({ ...growing, from: [] })).toThrow(RangeError);
  });
});
