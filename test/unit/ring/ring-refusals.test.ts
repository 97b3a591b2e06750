import { describe, expect, it } from '@jest/globals';
import { HashRing } from '../../../src/ring/hash-ring.ts';

const pair = [{ id: 'a' }, { id: 'b' }];

describe('HashRing refuses', () => {
  it('a ring without nodes', () => {
    expect(() => HashRing.create([])).toThrow(
      new RangeError('nodes: none given; a ring needs at least one'),
    );
  });

  it('more nodes than a ring holds', () => {
    const nodes = Array.from({ length: 1001 }, (_, i) => ({ id: `${i}` }));
    expect(() => HashRing.create(nodes)).toThrow(
      new RangeError('nodes: 1001 given; a ring holds at most 1000'),
    );
  });

  it('an empty id and one that is no string', () => {
    expect(() => HashRing.create([{ id: '' }])).toThrow(
      new RangeError('id: "" is empty; give the node a name that it keeps'),
    );
    const seven: unknown = 7;
    expect(() => HashRing.create([{ id: seven as string }])).toThrow(
      new TypeError('id: 7 is no string; give the node a name that it keeps'),
    );
  });

  it('an id that is given twice, at first or later', () => {
    const error = new RangeError('id: "a" is given twice; each node needs its own');
    expect(() => HashRing.create([{ id: 'a' }, { id: 'b' }, { id: 'a', weight: 2 }])).toThrow(
      error,
    );
    expect(() => HashRing.create(pair).add({ id: 'a' })).toThrow(error);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])('a weight of %p', (weight) => {
    const error = new RangeError(`weight: ${weight} of node "b"; give a positive whole number`);
    expect(() => HashRing.create([{ id: 'a' }, { id: 'b', weight }])).toThrow(error);
    expect(() => HashRing.create([{ id: 'a' }]).add({ id: 'b', weight })).toThrow(error);
    expect(() => HashRing.create(pair).reweight('b', weight)).toThrow(error);
  });

  it('a weight that is no number', () => {
    const two: unknown = '2';
    expect(() => HashRing.create([{ id: 'a', weight: two as number }])).toThrow(
      new TypeError('weight: 2 of node "a"; give a positive whole number'),
    );
  });

  it('weights further apart than 1:1,000, at first or later', () => {
    const error = new RangeError(
      'weight: 1 of node "b" and 1001 of node "a" are further apart than 1:1000; ' +
        'raise the lighter one or split the heavier node into several',
    );
    expect(() => HashRing.create([{ id: 'a', weight: 1001 }, { id: 'b' }])).toThrow(error);
    expect(() => HashRing.create([{ id: 'b' }]).add({ id: 'a', weight: 1001 })).toThrow(error);
    expect(() => HashRing.create(pair).reweight('a', 1001)).toThrow(error);
  });

  it('to remove its last node', () => {
    expect(() => HashRing.create([{ id: 'a' }]).remove('a')).toThrow(
      new RangeError('id: "a" is the ring\'s last node; add another one before you remove it'),
    );
  });

  it('to change a node that it has not', () => {
    const error = new RangeError('id: "x" is no node of the ring; it has "a", "b"');
    expect(() => HashRing.create(pair).remove('x')).toThrow(error);
    expect(() => HashRing.create(pair).reweight('x', 2)).toThrow(error);
  });

  it('a topology whose counts are no counts', () => {
    const nodes = (points: number): HashRing['nodes'] => [{ id: 'a', weight: 1, points }];
    for (const points of [0, -8, 1.5, NaN]) {
      expect(() => HashRing.fromNodes(nodes(points))).toThrow(
        new RangeError(
          `points: ${points} of node "a"; a topology gives each node a positive whole number`,
        ),
      );
    }
    expect(() => HashRing.fromNodes(nodes(2 ** 26))).toThrow(
      new RangeError('points: 67108864 in all; a ring holds at most 33554432'),
    );
  });
});
