import type { Clock } from '../session/clock.ts';
import type { MoveProgress } from '../store/operator/ring-operations.ts';
import type { MoveDisplay } from './move-display.ts';
import { MoveStages } from './move-stages.ts';
import { readableCount, readableDuration, readableRecords } from './readable-quantity.ts';

/** Seldom enough for a log, often enough to see that something goes on. */
const betweenLinesMs = 5_000;

/** A line now and then, for a log or a pipe; at once when something else than moving goes on. */
export class MoveLines implements MoveDisplay {
  readonly #write: (text: string) => void;
  readonly #clock: Clock;
  readonly #stages = new MoveStages();
  #lastAt = -Infinity;
  #lastStage: string | undefined;

  constructor(write: (text: string) => void, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  show(progress: MoveProgress, leftMs: number | undefined): void {
    const stage = this.#stages.of(progress);
    const now = this.#clock.now();
    if (stage === this.#lastStage && now - this.#lastAt < betweenLinesMs) return;
    this.#lastStage = stage;
    this.#lastAt = now;
    this.#write(lineOf(stage, progress, leftMs));
  }

  interlude(tell: () => void): void {
    tell();
  }

  end(): void {
    this.#lastStage = undefined;
  }
}

function lineOf(stage: string, progress: MoveProgress, leftMs: number | undefined): string {
  const { scanned, total, moved, ratePerSecond } = progress;
  const parts = [
    `${readableCount(scanned)} of about ${readableRecords(total)} looked at`,
    `${readableCount(moved)} moved`,
    `${readableRecords(ratePerSecond)}/s`,
    ...(leftMs === undefined ? [] : [`${readableDuration(leftMs)} left`]),
  ];
  return `${stage}: ${parts.join(', ')}\n`;
}
