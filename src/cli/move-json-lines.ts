import type { Clock } from '../session/clock.ts';
import type { MoveProgress } from '../store/operator/ring-operations.ts';
import type { MoveDisplay } from './move-display.ts';

const betweenLinesMs = 1_000;

/** A JSON object a line, at most one a second, for programs. */
export class MoveJsonLines implements MoveDisplay {
  readonly #write: (text: string) => void;
  readonly #clock: Clock;
  #lastAt = -Infinity;

  constructor(write: (text: string) => void, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  show(progress: MoveProgress, leftMs: number | undefined): void {
    const now = this.#clock.now();
    if (now - this.#lastAt < betweenLinesMs) return;
    this.#lastAt = now;
    // What is absent is null, as in GraphQL.
    const ratePerSecond = Math.round(progress.ratePerSecond);
    const line = { event: 'progress', ...progress, ratePerSecond, leftMs: leftMs ?? null };
    this.#write(`${JSON.stringify(line)}\n`);
  }

  interlude(tell: () => void): void {
    tell();
  }

  end(): void {
    this.#lastAt = -Infinity;
  }
}
