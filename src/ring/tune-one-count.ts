import { ArcLedger } from './arc-ledger.ts';
import { withMargin } from './density.ts';
import { pointsOfNode } from './points.ts';
import { ringLength } from './ring-table.ts';
import type { RingNode } from './ring-node.ts';
import { arcTargets } from './share-error.ts';

/** Of one node: forty megabytes. Only reached where a heavy node joins a ring of far lighter ones. */
const maxPointsOfNode = 10_000_000;

/**
 * Chooses the count of one node so that its share is as near to its weight as can be, while the others keep theirs.
 *
 * With the others fixed a node's share only grows with its count, so there is one place to look for.
 *
 * @param nodes Sorted by id; two or more. The count that the node has now does not matter.
 * @param id The node to tune.
 */
export function tuneOneCount(nodes: readonly RingNode[], id: string): ArcLedger {
  const tuned = nodes.findIndex((node) => node.id === id);
  const target = arcTargets(nodes.map(({ weight }) => weight))[tuned] ?? 0;
  const others = nodes.reduce((sum, { points }, node) => (node === tuned ? sum : sum + points), 0);
  const guess = Math.round((others * target) / (ringLength - target));
  const start = Math.min(Math.max(guess, 1), maxPointsOfNode);
  for (let limit = withMargin(start); ; limit *= 2) {
    const most = Math.min(limit, maxPointsOfNode);
    const ledger = new ArcLedger(
      nodes.map((node, at) => pointsOfNode(node.id, at === tuned ? most : node.points)),
      nodes.map((node, at) => (at === tuned ? start : node.points)),
    );
    if (approach(ledger, tuned, target) || most === maxPointsOfNode) return ledger;
  }
}

/** @returns False when the points ran out before the target was reached. */
function approach(ledger: ArcLedger, node: number, target: number): boolean {
  const short = (): number => target - (ledger.arcs[node] ?? 0);
  while (short() < 0 && ledger.shrink(node) !== undefined);
  while (short() > 0) {
    if (ledger.grow(node) === undefined) return false;
  }
  // The share is now the first one at or above the target: the one below it may be nearer.
  const excess = -short();
  if (ledger.shrink(node) !== undefined && short() >= excess) ledger.grow(node);
  return true;
}
