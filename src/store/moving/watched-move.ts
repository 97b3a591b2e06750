import { isUnavailable } from '../../session/session-error.ts';
import { FencedOut } from '../fenced-out.ts';
import type { Checkpoint } from '../ring-memory.ts';
import { StepFailed, type NodeVisits } from './node-visits.ts';

/** What another mover has written down; nodes that do not answer are left out. */
export async function readCheckpoints(visits: NodeVisits): Promise<readonly Checkpoint[]> {
  const { topology, fence } = visits.placement;
  const checkpoints = (topology.from ?? []).map(({ id }) =>
    unlessAway(visits.at(id, (node) => node.ring.readCheckpoint(fence))),
  );
  return (await Promise.all(checkpoints)).filter((checkpoint) => checkpoint !== undefined);
}

/** Looks whether another mover has made the ring stable, without waiting to be told. */
export async function noticeSettled(visits: NodeVisits): Promise<void> {
  const { coordinator, epoch } = visits.placement;
  const newest = await unlessAway(visits.at(coordinator, (node) => node.ring.readTopology()));
  if (newest === undefined || newest.epoch <= epoch) return;
  await visits.insist(() =>
    visits.at(coordinator, () => Promise.reject(new FencedOut(coordinator, newest))),
  );
}

async function unlessAway<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const cause = error instanceof StepFailed ? error.cause : error;
    if (isUnavailable(cause) || cause instanceof FencedOut) return undefined;
    throw cause;
  }
}
