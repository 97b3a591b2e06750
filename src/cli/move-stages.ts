import type { MoveProgress } from '../store/operator/ring-operations.ts';

/** Tells in a few words what moving is at, by each report and the one before. */
export class MoveStages {
  #last: { readonly scanned: number; readonly moved: number } = { scanned: 0, moved: 0 };
  #isPassDone = false;

  /** @param progress Later than that of the call before. */
  of({ scanned, moved, waitingFor, isWatching }: MoveProgress): string {
    this.#isPassDone ||= scanned < this.#last.scanned;
    const isMoving = moved > this.#last.moved;
    this.#last = { scanned, moved };
    if (waitingFor.length > 0) return `waiting for ${waitingFor.join(', ')}`;
    if (isWatching) return 'another mover is at work';
    // The last passes over a node find nothing to move.
    return this.#isPassDone && !isMoving ? 'making sure' : 'moving';
  }
}
