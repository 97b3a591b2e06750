import { removeStrays } from './move-batch.ts';
import type { NodeVisits } from './node-visits.ts';
import { recordMove } from './record-move.ts';

const idsAtOnce = 1_000;

/**
 * Removes the records of a node that it does not own: on a node that comes to own them they would be taken for the ones
 * that are on their way, and undo what was written since, or a logout.
 *
 * @param visits Of a stable placement.
 * @returns How many there were.
 * @throws {StepFailed} When the node does not answer, or has another topology.
 */
export async function sweepStrays(visits: NodeVisits, nodeId: string): Promise<number> {
  let removed = 0;
  let cursor = '0';
  do {
    const from = cursor;
    const page = await visits.at(nodeId, (node) => node.moves.scanIds(from, idsAtOnce));
    const strays = page.ids.filter((id) => {
      return recordMove(id, nodeId, visits.placement).kind === 'removeStray';
    });
    removed += await removeStrays(visits, nodeId, strays);
    cursor = page.cursor;
  } while (cursor !== '0');
  return removed;
}
