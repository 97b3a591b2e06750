import { systemClock } from '../session/clock.ts';
import {
  type MoveSummary,
  type RingOperations,
  RingRefusal,
} from '../store/operator/ring-operations.ts';
import type { MoveDisplay } from './move-display.ts';
import { readableCount, readableDuration, readableRecords } from './readable-quantity.ts';
import type { MoveRate } from './ring-arguments.ts';
import { RingInterrupted } from './ring-interrupted.ts';
import { TimeLeft } from './time-left.ts';

const wayOn = 'the ring goes on serving in its moving state, and `ringgate ring resume` goes on';

/**
 * Moves records until the ring is stable.
 *
 * @throws {RingInterrupted} When the signal was aborted first.
 * @throws {RingRefusal} When the ring is not moving.
 * @throws {Error} When moving failed; it says how to go on.
 */
export async function moveRecords(
  ring: RingOperations,
  { rate, display, signal }: { rate: MoveRate; display: MoveDisplay; signal: AbortSignal },
): Promise<MoveSummary> {
  const timeLeft = new TimeLeft(systemClock);
  try {
    return await ring.move({
      ratePerSecond: rate === 'max' ? undefined : rate,
      onProgress: (progress) => {
        const leftMs = timeLeft.note(progress);
        // Nobody knows when a node comes back.
        display.show(progress, progress.waitingFor.length > 0 ? undefined : leftMs);
      },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw new RingInterrupted(`interrupted: ${wayOn}`, { cause: error });
    if (error instanceof RingRefusal) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`moving ended early: ${reason}; ${wayOn}`, { cause: error });
  } finally {
    display.end();
  }
}

/** What was done, for people. @param resumed Whether the change had begun before, and with it what was moved. */
export function summaryText(
  { epoch, moved, scanned, tookMs }: MoveSummary,
  { resumed }: { readonly resumed: boolean },
): string {
  const since = resumed ? ' since the change began' : '';
  const done = `${readableRecords(moved)} moved${since}, ${readableCount(scanned)} looked at`;
  return `The ring is stable: epoch ${epoch}. ${done}, in ${readableDuration(tookMs)}.\n`;
}
