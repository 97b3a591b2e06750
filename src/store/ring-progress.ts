import type { RingProgress } from '../session/ring-view.ts';
import type { Checkpoint } from './ring-memory.ts';

/**
 * How far moving has come in all.
 *
 * @param checkpoints Those of the nodes that records leave.
 * @returns Absent when there is none: nobody has begun to move records.
 */
export function progressOf(checkpoints: readonly Checkpoint[]): RingProgress | undefined {
  if (checkpoints.length === 0) return undefined;
  const sum = (part: (checkpoint: Checkpoint) => number): number =>
    checkpoints.reduce((total, checkpoint) => total + part(checkpoint), 0);
  return {
    scanned: sum(({ scanned }) => scanned),
    moved: sum(({ moved }) => moved),
    total: sum(({ total }) => total),
    startedAt: Math.min(...checkpoints.map(({ startedAt }) => startedAt)),
  };
}
