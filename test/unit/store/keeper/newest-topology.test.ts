import { describe, expect, it } from '@jest/globals';
import { begun, firstTopology, settled } from '../../../../src/ring/ring-change.ts';
import type { Topology } from '../../../../src/ring/topology.ts';
import { compareTopologies } from '../../../../src/store/keeper/compare-topologies.ts';
import { newestTopology } from '../../../../src/store/keeper/newest-topology.ts';

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, weight: 1, url: `redis://${id}:6379` })) as [
  Place,
  Place,
  Place,
];
interface Place {
  readonly id: string;
  readonly weight: number;
  readonly url: string;
}

const first = firstTopology([a, b]);
const adding = begun(first, { kind: 'add', node: c }, 'adding');
const added = settled(adding, 'added');
const split = begun(first, { kind: 'remove', id: 'b' }, 'split');
const foreign = firstTopology([b, c]);

function newest(found: Readonly<Record<string, Topology>>): Topology | undefined {
  return newestTopology(Object.entries(found).map(([nodeId, topology]) => ({ nodeId, topology })));
}

describe('the newest of topologies', () => {
  it('is the one of the highest epoch', () => {
    expect(newest({ a: first, b: added, c: adding })).toBe(added);
    expect(newest({ a: adding, b: { ...adding } })).toEqual(adding);
    expect(newest({})).toBeUndefined();
  });

  it('is not looked for among those of different rings', () => {
    expect(() => newest({ a: first, b: foreign, c: first })).toThrow(
      expect.objectContaining({ code: 'RINGS_DIFFER' }),
    );
    expect(() => newest({ a: first, b: foreign, c: first })).toThrow(
      `ring ${first.ringId} on a, c; ring ${foreign.ringId} on b.`,
    );
  });

  it('is not one of two of its epoch', () => {
    expect(() => newest({ a: adding, b: first, c: split })).toThrow(
      expect.objectContaining({ code: 'RING_SPLIT' }),
    );
    expect(() => newest({ a: adding, c: split })).toThrow(
      'two changes of epoch 2: adding on a, split on c.',
    );
  });

  it('does not mind two of an epoch that is over', () => {
    expect(newest({ a: adding, b: split, c: added })).toBe(added);
  });
});

describe('a topology', () => {
  it.each([
    ['same', adding, { ...adding }],
    ['newer', first, adding],
    ['older', added, adding],
    ['split', adding, split],
    ['foreign', first, foreign],
    ['foreign', adding, foreign],
  ])('is %s to another', (relation, ours, theirs) => {
    expect(compareTopologies(ours, theirs)).toBe(relation);
  });
});
