import { checkedNodes } from './checked-nodes.ts';
import type { RingNode } from './ring-node.ts';

/**
 * A ring as data: whoever has it builds the very same ring, whatever was tuned how and when.
 */
export interface Topology {
  /** Counts the ring's changes; 1 for the first. */
  readonly epoch: number;
  /** At least one. Their order does not matter. */
  readonly nodes: readonly RingNode[];
}

/** More than any ring here is created with; a wrong count must not take all memory. */
const maxPoints = 2 ** 25;

/**
 * Checks the nodes of a document and sorts them by id.
 *
 * @throws TypeError or RangeError that names the field, its value and the way out.
 */
export function checkedTopologyNodes(topology: Topology): RingNode[] {
  let total = 0;
  for (const { id, points } of topology.nodes) {
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
  return checkedNodes(topology.nodes).map(({ id, weight, points }) => ({ id, weight, points }));
}
