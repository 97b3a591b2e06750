import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HashRing } from '../../../src/ring/hash-ring.ts';
import type { WeightedNode } from '../../../src/ring/ring-node.ts';

const keys = Array.from({ length: 3000 }, (_, i) => `key ${i}`);

describe('a new ring', () => {
  it('shares within 0.1 % of every weight, for 1 to 20 nodes of weights within 1:100', () => {
    fc.assert(
      fc.property(ringNodes(1, 20), (nodes) => {
        expectNearShares(HashRing.create(nodes));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['2 equal nodes', [1, 1]],
    ['weights 1 and 100', [1, 100]],
    ['20 equal nodes', Array<number>(20).fill(1)],
    ['10 heavy and 10 light nodes', Array.from({ length: 20 }, (_, i) => (i < 10 ? 100 : 1))],
    ['a heavy and 19 light nodes', Array.from({ length: 20 }, (_, i) => (i < 1 ? 100 : 1))],
    ['100 equal nodes', Array<number>(100).fill(7)],
    ['100 nodes of weights 1 to 100', Array.from({ length: 100 }, (_, i) => i + 1)],
  ])('shares within 0.1 % of every weight, for %s', (_, weights) => {
    expectNearShares(HashRing.create(weights.map((weight, i) => ({ id: `node-${i}`, weight }))));
  });

  it('gives light nodes enough points to share well once a heavy one is gone', () => {
    const ring = HashRing.create([{ id: 'a' }, { id: 'b' }, { id: 'heavy', weight: 1000 }]);
    expect(Math.min(...ring.nodes.map(({ points }) => points))).toBeGreaterThan(200);
    expect(ring.remove('heavy').shareError()).toBeLessThan(0.15);
  });

  it('tells the real error of weights beyond 1:100', () => {
    const ring = HashRing.create([{ id: 'a', weight: 1000 }, { id: 'b' }]);
    const share = ring.shares().get('b') ?? 0;
    expect(ring.shareError()).toBeCloseTo(Math.abs(share * 1001 - 1), 9);
    expect(ring.shareError()).toBeLessThan(0.05);
  });

  it('does not depend on the order of the node list', () => {
    fc.assert(
      fc.property(ringNodes(2, 8), fc.infiniteStream(fc.nat()), (nodes, draws) => {
        const order = new Map(nodes.map((node) => [node, draws.next().value]));
        const shuffled = nodes.toSorted(
          (one, other) => Number(order.get(one)) - Number(order.get(other)),
        );
        expect(HashRing.create(shuffled).nodes).toEqual(HashRing.create(nodes).nodes);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a change of the ring', () => {
  it('moves keys to an added node only, and about its share of them', () => {
    fc.assert(
      fc.property(ringNodes(1, 8), weight, (nodes, heavy) => {
        const before = HashRing.create(nodes);
        const after = before.add({ id: 'added', weight: heavy });
        expect(keysMoved(before, after, (_, to) => to !== 'added')).toEqual([]);
        expectOthersKeep(before, after, 'added');
        expectNearestCount(after, 'added');
      }),
      { numRuns: 25 },
    );
  });

  it('moves keys from a removed node only', () => {
    fc.assert(
      fc.property(ringNodes(2, 8), fc.nat(), (nodes, draw) => {
        const removed = nodes[draw % nodes.length]?.id ?? '';
        const before = HashRing.create(nodes);
        const after = before.remove(removed);
        expect(keysMoved(before, after, (from) => from !== removed)).toEqual([]);
        expect(keys.filter((key) => after.owner(key) === removed)).toEqual([]);
        expectOthersKeep(before, after, removed);
      }),
      { numRuns: 25 },
    );
  });

  it('moves keys one way only when a node gets another weight', () => {
    fc.assert(
      fc.property(ringNodes(2, 8), fc.nat(), weight, (nodes, draw, other) => {
        const { id, weight: old } = nodes[draw % nodes.length] ?? { id: '', weight: 1 };
        const before = HashRing.create(nodes);
        const after = before.reweight(id, other);
        const wrongWay = (from: string, to: string): boolean => (other > old ? to : from) !== id;
        expect(keysMoved(before, after, wrongWay)).toEqual([]);
        expectOthersKeep(before, after, id);
        if (other !== old) expectNearestCount(after, id);
      }),
      { numRuns: 25 },
    );
  });

  it('undoes an added node by removing it', () => {
    const ring = HashRing.create([{ id: 'a', weight: 3 }, { id: 'b' }]);
    expect(ring.add({ id: 'c', weight: 2 }).remove('c').nodes).toEqual(ring.nodes);
  });

  it('lets the only node of a ring have any weight', () => {
    const ring = HashRing.create([{ id: 'a' }]).reweight('a', 5);
    expect(ring.nodes).toEqual([{ id: 'a', weight: 5, points: 4096 }]);
    expect(ring.add({ id: 'b', weight: 5 }).shareError()).toBeLessThan(0.005);
  });
});

const weight = fc.integer({ min: 1, max: 100 });

function ringNodes(minLength: number, maxLength: number): fc.Arbitrary<WeightedNode[]> {
  const id = fc.string({ minLength: 1, maxLength: 12 }).map((name) => `n-${name}`);
  return fc.uniqueArray(fc.record({ id, weight }), {
    minLength,
    maxLength,
    selector: (node) => node.id,
  });
}

function expectNearShares(ring: HashRing): void {
  const total = ring.nodes.reduce((sum, node) => sum + node.weight, 0);
  const shares = ring.shares();
  expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  for (const { id, weight: own } of ring.nodes) {
    const share = shares.get(id) ?? 0;
    expect(Math.abs(share / (own / total) - 1)).toBeLessThanOrEqual(0.001);
  }
  expect(ring.shareError()).toBeLessThanOrEqual(0.001);
}

function expectOthersKeep(before: HashRing, after: HashRing, changed: string): void {
  const others = (ring: HashRing): unknown => ring.nodes.filter(({ id }) => id !== changed);
  expect(others(after)).toEqual(others(before));
}

/** The keys that moved in a way that they should not. */
function keysMoved(
  before: HashRing,
  after: HashRing,
  wrong: (from: string, to: string) => boolean,
): string[] {
  return keys.filter((key) => {
    const [from, to] = [before.owner(key), after.owner(key)];
    return from !== to && wrong(from, to);
  });
}

/** One point more or less would bring a node's share no nearer to its weight. */
function expectNearestCount(ring: HashRing, id: string): void {
  const total = ring.nodes.reduce((sum, node) => sum + node.weight, 0);
  const node = ring.nodes.find((each) => each.id === id);
  const target = (node?.weight ?? 0) / total;
  const errorWith = (change: number): number => {
    const nodes = ring.nodes.map((each) =>
      each.id === id ? { ...each, points: Math.max(1, each.points + change) } : each,
    );
    const share = HashRing.fromNodes(nodes).shares().get(id) ?? 0;
    return Math.abs(share - target);
  };
  expect(errorWith(0)).toBeLessThanOrEqual(Math.min(errorWith(1), errorWith(-1)));
}
