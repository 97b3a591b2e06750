import type { ImportOutcome, RecordCopy } from '../record-moves.ts';
import type { NodeVisits } from './node-visits.ts';
import { copyToImport, mayRemove } from './record-move.ts';

/** A record that is to go to another node. */
export interface DueRecord {
  readonly id: string;
  readonly dst: string;
}

/**
 * Moves records off a node, those that go the same step of the way at once. Doing it again does no harm.
 *
 * @returns How many have left the node for their owners; not those that had left, ended or expired before.
 * @throws {StepFailed}
 */
export async function moveBatch(
  visits: NodeVisits,
  src: string,
  records: readonly DueRecord[],
): Promise<number> {
  let moved = 0;
  for (let due = records; due.length > 0;) {
    const late: DueRecord[] = [];
    // Before the copies are made: from then on nobody waits longer than a delivery may take.
    const clocks = await readClocks(visits, new Set(due.map(({ dst }) => dst)));
    const copies = await exportAll(visits, src, due);
    const outcomes = await importAll(visits, copies, clocks);
    const settled = copies.filter(({ record }, at) => {
      const outcome = outcomes[at];
      if (outcome === undefined || !mayRemove(outcome)) {
        late.push(record);
        return false;
      }
      if (outcome !== 'ended') moved += 1;
      return true;
    });
    await removeAll(visits, src, settled);
    due = late;
  }
  return moved;
}

/** Removes records that nobody reads where they are. @returns How many were there. @throws {StepFailed} */
export async function removeStrays(
  visits: NodeVisits,
  nodeId: string,
  ids: readonly string[],
): Promise<number> {
  const { fence } = visits.placement;
  const removed = await Promise.all(
    ids.map((id) =>
      visits.at(nodeId, async (node) => {
        const copy = copyToImport(await node.moves.exportRecord(id, fence));
        // What has no copy has no user either, as far as one can tell.
        if (copy) await node.moves.removeRecord(id, copy.userId, fence);
        return copy !== undefined;
      }),
    ),
  );
  return removed.filter(Boolean).length;
}

interface CopiedRecord {
  readonly record: DueRecord;
  readonly copy: RecordCopy;
}

async function readClocks(
  visits: NodeVisits,
  nodeIds: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const times = [...nodeIds].map(
    async (id) => [id, await visits.at(id, (node) => node.moves.time())] as const,
  );
  return new Map(await Promise.all(times));
}

async function exportAll(
  visits: NodeVisits,
  src: string,
  due: readonly DueRecord[],
): Promise<readonly CopiedRecord[]> {
  const { fence } = visits.placement;
  const outcomes = await Promise.all(
    due.map(({ id }) => visits.at(src, (node) => node.moves.exportRecord(id, fence))),
  );
  return due.flatMap((record, at) => {
    const outcome = outcomes[at];
    const copy = outcome && copyToImport(outcome);
    return copy ? [{ record, copy }] : [];
  });
}

function importAll(
  visits: NodeVisits,
  copies: readonly CopiedRecord[],
  clocks: ReadonlyMap<string, number>,
): Promise<readonly ImportOutcome[]> {
  const { fence } = visits.placement;
  return Promise.all(
    copies.map(({ record: { dst }, copy }) => {
      const missedAt = clocks.get(dst) ?? 0;
      return visits.at(dst, (node) => node.moves.importRecord({ copy, missedAt }, fence));
    }),
  );
}

async function removeAll(
  visits: NodeVisits,
  src: string,
  copies: readonly CopiedRecord[],
): Promise<void> {
  const { fence } = visits.placement;
  await Promise.all(
    copies.map(({ copy: { id, userId } }) =>
      visits.at(src, (node) => node.moves.removeRecord(id, userId, fence)),
    ),
  );
}
