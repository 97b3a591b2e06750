import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Placement } from '../../../src/ring/placement.ts';
import { begun, firstTopology, settled } from '../../../src/ring/ring-change.ts';
import type { Topology } from '../../../src/ring/topology.ts';
import { changes, placedNodes } from './placed-nodes.ts';

const pair = [
  { id: 'a', weight: 15, url: 'redis://a:6379' },
  { id: 'b', weight: 20, url: 'redis://b:6379' },
];
const added = { id: 'c', weight: 10, url: 'redis://c:6379' };
const keys = Array.from({ length: 500 }, (_, i) => `key ${i}`);

describe('the first topology', () => {
  it('is pinned: gateways of two releases that start at once must agree', () => {
    expect(firstTopology(pair)).toEqual({
      ringId: 'iHTQQtUrsKVj-_utpqHRXk',
      epoch: 1,
      changeId: 'iHTQQtUrsKVj-_utpqHRXk',
      nodes: [
        { ...pair[0], points: 3441 },
        { ...pair[1], points: 4677 },
      ],
    });
  });

  it('is the same for any order of the nodes', () => {
    fc.assert(
      fc.property(placedNodes(1, 8), (nodes) => {
        expect(firstTopology(nodes.toReversed())).toEqual(firstTopology(nodes));
      }),
      { numRuns: 20 },
    );
  });

  it('has other ids when a node, its weight or its place differs', () => {
    const lists = [
      pair,
      [...pair, added],
      [{ id: 'a', weight: 16, url: 'redis://a:6379' }, ...pair.slice(1)],
      [{ id: 'a', weight: 15, url: 'redis://a:6380' }, ...pair.slice(1)],
    ];
    expect(new Set(lists.map((list) => firstTopology(list).ringId)).size).toBe(lists.length);
  });

  it('has ids without a space, so that a fence has two words', () => {
    const { ringId, changeId } = firstTopology(pair);
    expect([ringId, changeId].every((each) => /^[\w-]{22}$/.test(each))).toBe(true);
  });

  it('lets memory nodes share a URL, since each is a place of its own', () => {
    const nodes = ['a', 'b'].map((id) => ({ id, weight: 1, url: 'memory:' }));
    expect(firstTopology(nodes).nodes.map(({ url }) => url)).toEqual(['memory:', 'memory:']);
  });
});

describe('a change of a topology', () => {
  it('is one epoch of moving and then a stable one, all of the same ring', () => {
    const first = firstTopology(pair);
    const moving = begun(first, { kind: 'add', node: added }, 'change-1');
    expect(moving).toMatchObject({ ringId: first.ringId, epoch: 2, changeId: 'change-1' });
    expect(moving.from).toEqual(first.nodes);
    expect(moving.nodes.map(({ id, url }) => [id, url])).toEqual([
      ['a', 'redis://a:6379'],
      ['b', 'redis://b:6379'],
      ['c', 'redis://c:6379'],
    ]);
    const stable = settled(moving, 'change-2');
    expect(stable).toEqual({
      ringId: first.ringId,
      epoch: 3,
      changeId: 'change-2',
      nodes: moving.nodes,
    });
    expect('from' in stable).toBe(false);
  });

  it('keeps the URLs and points of nodes that it does not name', () => {
    fc.assert(
      fc.property(changes(), ({ nodes, change, id }) => {
        const moving = begun(firstTopology(nodes), change, 'x');
        const others = (list: Topology['nodes'] | undefined): unknown =>
          list?.filter((node) => node.id !== id);
        expect(others(moving.nodes)).toEqual(others(moving.from));
      }),
      { numRuns: 20 },
    );
  });

  it('moves keys from or to the node that it names, and between no others', () => {
    fc.assert(
      fc.property(changes(), ({ nodes, change, id }) => {
        const placement = new Placement(begun(firstTopology(nodes), change, 'x'));
        for (const key of keys) {
          const { dst, src } = placement.owners(key);
          if (src !== undefined) expect([src, dst]).toContain(id);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('survives a round trip through JSON with every key in its place', () => {
    fc.assert(
      fc.property(changes(), ({ nodes, change }) => {
        const moving = begun(firstTopology(nodes), change, 'x');
        const read = JSON.parse(JSON.stringify(moving)) as Topology;
        expect(read).toEqual(moving);
        const [one, other] = [new Placement(moving), new Placement(read)];
        for (const key of keys) expect(other.owners(key)).toEqual(one.owners(key));
      }),
      { numRuns: 10 },
    );
  });

  it('is undone by another change, after which the ring is as it was', () => {
    const first = firstTopology(pair);
    const grown = settled(begun(first, { kind: 'add', node: added }, 'w'), 'x');
    const shrunk = settled(begun(grown, { kind: 'remove', id: 'c' }, 'y'), 'z');
    expect(shrunk.nodes).toEqual(first.nodes);
    expect(shrunk.epoch).toBe(5);
  });

  it('leaves the topology that it was made from as it was', () => {
    const first = firstTopology(pair);
    const before = structuredClone(first);
    begun(first, { kind: 'reweight', id: 'a', weight: 3 }, 'x');
    expect(first).toEqual(before);
  });
});

describe('a change of a topology is refused', () => {
  const first = firstTopology(pair);
  const moving = begun(first, { kind: 'remove', id: 'a' }, 'x');

  it.each([
    [
      'while the ring is moving',
      moving,
      { kind: 'remove', id: 'b' },
      'the ring is moving already (epoch 2); let that change come to its end first',
    ],
    [
      'for an unknown id to remove',
      first,
      { kind: 'remove', id: 'x' },
      'id: "x" is no node of the ring; it has "a", "b"',
    ],
    [
      'for an unknown id to reweight',
      first,
      { kind: 'reweight', id: 'x', weight: 2 },
      'id: "x" is no node of the ring; it has "a", "b"',
    ],
    [
      'for an id that is taken',
      first,
      { kind: 'add', node: { ...added, id: 'a' } },
      'id: "a" is a node of the ring already; give the new one another id',
    ],
    [
      'for a place that is taken',
      first,
      { kind: 'add', node: { ...added, url: 'redis://a:6379' } },
      'url: redis://a:6379 of node "c" is that of node "a"; each node needs a place of its own',
    ],
    [
      'for the weight that the node has',
      first,
      { kind: 'reweight', id: 'a', weight: 15 },
      'weight: 15 is what node "a" has; there is nothing to change',
    ],
    [
      'for a weight that is none',
      first,
      { kind: 'reweight', id: 'a', weight: 0 },
      'weight: 0 of node "a"; give a positive whole number',
    ],
    [
      'for a new weight too far from the others',
      first,
      { kind: 'add', node: { ...added, weight: 15_001 } },
      'weight: 15 of node "a" and 15001 of node "c" are further apart than 1:1000; ' +
        'raise the lighter one or split the heavier node into several',
    ],
    [
      'for the last node',
      settled(moving, 'y'),
      { kind: 'remove', id: 'b' },
      'id: "b" is the ring\'s last node; add another one before you remove it',
    ],
  ] as const)('%s', (_, topology, change, message) => {
    expect(() => begun(topology, change, 'z')).toThrow(new RangeError(message));
  });

  it('when it is to end and none is under way', () => {
    expect(() => settled(first, 'x')).toThrow(
      new RangeError('the ring is not moving (epoch 1); there is no change to end'),
    );
  });
});
