import { checkedNodes } from './checked-nodes.ts';
import type { RingNode } from './ring-node.ts';

/**
 * A ring as data: whoever has it builds the very same ring, whatever was tuned how and when.
 *
 * While `from` is there the ring is moving: keys go from their owner among `from` to their owner among `nodes`.
 */
export interface Topology {
  /** Tells this ring from all others, for good: chosen with epoch 1. */
  readonly ringId: string;
  /** Counts the ring's changes; 1 for the first. */
  readonly epoch: number;
  /** Tells this change from others that wanted the same epoch. */
  readonly changeId: string;
  /** At least one. Their order does not matter. */
  readonly nodes: readonly TopologyNode[];
  /** The nodes of before; absent when the ring is stable. */
  readonly from?: readonly TopologyNode[];
}

/** A node with the place where it is found. */
export interface TopologyNode extends RingNode {
  /** Without credentials, and without `id` and `weight`. */
  readonly url: string;
}

/** More than any ring here is created with; a wrong count must not take all memory. */
const maxPoints = 2 ** 25;

/**
 * Checks the nodes of a document and sorts them by id.
 *
 * @throws TypeError or RangeError that names the field, its value and the way out.
 */
export function checkedTopologyNodes(nodes: readonly RingNode[]): RingNode[] {
  let total = 0;
  for (const { id, points } of nodes) {
    if (!Number.isSafeInteger(points) || points < 1) {
      throw new RangeError(
        `points: ${points} of node ${JSON.stringify(id)}; a topology gives each node a positive whole number`,
      );
    }
    total += points;
  }
  if (total > maxPoints) {
    throw new RangeError(`points: ${total} in all; a ring holds at most ${maxPoints}`);
  }
  return checkedNodes(nodes).map(({ id, weight, points }) => ({ id, weight, points }));
}
