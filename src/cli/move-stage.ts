import type { MoveProgress } from '../store/operator/ring-operations.ts';

/** What moving is at. */
export function moveStage({ waitingFor, isWatching, moved, ratePerSecond }: MoveProgress): string {
  if (waitingFor.length > 0) return `waiting for ${waitingFor.join(', ')} to answer`;
  if (isWatching) return 'another mover is at work';
  // The last passes over the nodes find nothing to move.
  return moved > 0 && ratePerSecond === 0 ? 'looking for what is left' : 'moving';
}
