import fc from 'fast-check';
import type { PlacedNode, RingChange } from '../../../src/ring/ring-change.ts';

const weight = fc.integer({ min: 1, max: 100 });
const id = fc.string({ minLength: 1, maxLength: 12 }).map((name) => `n-${name}`);

/** Nodes of a ring, each at a place of its own. */
export function placedNodes(minLength: number, maxLength: number): fc.Arbitrary<PlacedNode[]> {
  return fc
    .uniqueArray(fc.record({ id, weight }), { minLength, maxLength, selector: (node) => node.id })
    .map((nodes) => nodes.map((node, at) => ({ ...node, url: `redis://node-${at}:6379` })));
}

/** Nodes, and a change that can be made to their ring. */
export function changes(): fc.Arbitrary<{ nodes: PlacedNode[]; change: RingChange; id: string }> {
  return fc
    .record({
      nodes: placedNodes(2, 8),
      kind: fc.constantFrom('add', 'remove', 'reweight'),
      draw: fc.nat(),
      other: weight,
    })
    .map(({ nodes, kind, draw, other }) => {
      const node = nodes[draw % nodes.length];
      const named = kind === 'add' || !node ? 'added' : node.id;
      const change: RingChange =
        kind === 'add'
          ? { kind, node: { id: named, weight: other, url: 'redis://added:6379' } }
          : kind === 'remove'
            ? { kind, id: named }
            : { kind: 'reweight', id: named, weight: other === node?.weight ? other + 1 : other };
      return { nodes, change, id: named };
    });
}
