import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { flows, type Flow } from '../../../src/ring/flows.ts';
import { Placement } from '../../../src/ring/placement.ts';
import { HashRing } from '../../../src/ring/hash-ring.ts';
import { begun, firstTopology, settled } from '../../../src/ring/ring-change.ts';
import { changes } from './placed-nodes.ts';

describe('flows', () => {
  it('are none in a stable ring', () => {
    expect(flows(firstTopology([{ id: 'a', weight: 1, url: 'redis://a' }]))).toEqual([]);
  });

  it('are none where nothing moves', () => {
    const only = firstTopology([{ id: 'a', weight: 1, url: 'redis://a' }]);
    expect(flows(begun(only, { kind: 'reweight', id: 'a', weight: 5 }, 'x'))).toEqual([]);
  });

  it('go from or to the node that the change names, sorted, each pair once', () => {
    fc.assert(
      fc.property(changes(), ({ nodes, change, id }) => {
        const found = flows(begun(firstTopology(nodes), change, 'x'));
        for (const { src, dst } of found) {
          expect([src, dst]).toContain(id);
          expect(src).not.toBe(dst);
        }
        expect(found.map(pairOf)).toEqual([...new Set(found.map(pairOf))].sort(bySrcThenDst));
      }),
      { numRuns: 20 },
    );
  });

  it('sum up, for every node, to exactly what its share changes', () => {
    fc.assert(
      fc.property(changes(), ({ nodes, change }) => {
        const first = firstTopology(nodes);
        const moving = begun(first, change, 'x');
        const sums = new Map(HashRing.fromNodes(first.nodes).shares());
        for (const { src, dst, share } of flows(moving)) {
          sums.set(src, (sums.get(src) ?? 0) - share);
          sums.set(dst, (sums.get(dst) ?? 0) + share);
        }
        const after = HashRing.fromNodes(moving.nodes).shares();
        // Shares are whole numbers over 2^32, so sums of them are exact.
        for (const [id, share] of sums) expect([id, share]).toEqual([id, after.get(id) ?? 0]);
      }),
      { numRuns: 20 },
    );
  });

  it('agree with what happens to keys', () => {
    const nodes = ['a', 'b', 'c'].map((id, at) => ({ id, weight: at + 1, url: `redis://${id}` }));
    const grown = begun(
      firstTopology(nodes),
      { kind: 'add', node: { id: 'd', weight: 2, url: 'redis://d' } },
      'x',
    );
    for (const topology of [grown, begun(settled(grown, 'y'), { kind: 'remove', id: 'a' }, 'z')]) {
      const placement = new Placement(topology);
      const counts = new Map<string, number>();
      const keys = 100_000;
      for (let i = 0; i < keys; i++) {
        const { src, dst } = placement.owners(`key ${i}`);
        if (src === undefined) continue;
        counts.set(pairOf({ src, dst }), (counts.get(pairOf({ src, dst })) ?? 0) + 1);
      }
      const found = flows(topology);
      expect([...counts.keys()].sort(bySrcThenDst)).toEqual(found.map(pairOf));
      for (const flow of found) {
        expect(Math.abs((counts.get(pairOf(flow)) ?? 0) / keys - flow.share)).toBeLessThan(0.005);
      }
    }
  });

  it('are exact where points of both rings are the very same, and at both ends of the ring', () => {
    const nodes = Array.from({ length: 100 }, (_, i) => ({
      id: `node-${i}`,
      weight: 1,
      url: `redis://node-${i}`,
    }));
    const moving = begun(firstTopology(nodes), { kind: 'remove', id: 'node-7' }, 'x');
    const found = flows(moving);
    expect(found).toHaveLength(99);
    const share = HashRing.fromNodes(moving.from ?? [])
      .shares()
      .get('node-7');
    expect(found.reduce((sum, flow) => sum + flow.share, 0)).toBe(share);
  });
});

function pairOf({ src, dst }: Pick<Flow, 'src' | 'dst'>): string {
  return `${src}\n${dst}`;
}

function bySrcThenDst(one: string, other: string): number {
  return one < other ? -1 : 1;
}
