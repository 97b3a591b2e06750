import { pointsOfNode } from './points.ts';
import type { RingNode } from './ring-node.ts';
import { ringLength } from './ring-table.ts';
import { sortPoints, type SortedPoints } from './sort-points.ts';
import { checkedTopologyNodes, type Topology } from './topology.ts';

/** Keys that go from one node to another. */
export interface Flow {
  readonly src: string;
  readonly dst: string;
  /** The fraction of all keys, 0 to 1, exact. */
  readonly share: number;
}

/**
 * What a moving topology moves, sorted by `src`, then `dst`; empty for a stable one.
 *
 * Goes once through the points of both rings: 0.1 to 0.2 s for a hundred nodes.
 */
export function flows({ nodes, from }: Topology): readonly Flow[] {
  if (!from) return [];
  const [before, after] = [checkedTopologyNodes(from), checkedTopologyNodes(nodes)];
  const arcs = new Float64Array(before.length * after.length);
  addCommonArcs(arcs, sortedPoints(before), sortedPoints(after), after.length);
  return before.flatMap(({ id: src }, row) =>
    after.flatMap(({ id: dst }, column) => {
      const arc = arcs[row * after.length + column] ?? 0;
      return arc > 0 && src !== dst ? [{ src, dst, share: arc / ringLength }] : [];
    }),
  );
}

function sortedPoints(nodes: readonly RingNode[]): SortedPoints {
  return sortPoints(nodes.map(({ id, points }) => pointsOfNode(id, points)));
}

/** Adds how much of the ring each owner before has in common with each one after: a row for each before. */
function addCommonArcs(
  arcs: Float64Array,
  before: SortedPoints,
  after: SortedPoints,
  width: number,
): void {
  const last = ringLength - 1;
  let previous = -1;
  let at = 0;
  let afterAt = 0;
  while (previous < last) {
    // Past its last point a ring belongs to the owner of its first one.
    const point = before.points[at] ?? last;
    const afterPoint = after.points[afterAt] ?? last;
    const end = Math.min(point, afterPoint);
    const row = before.owners[at] ?? before.owners[0] ?? 0;
    const cell = row * width + (after.owners[afterAt] ?? after.owners[0] ?? 0);
    arcs[cell] = (arcs[cell] ?? 0) + end - previous;
    if (point === end) at++;
    if (afterPoint === end) afterAt++;
    previous = end;
  }
}
