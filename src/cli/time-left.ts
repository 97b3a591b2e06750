import type { Clock } from '../session/clock.ts';

/** Long enough for a steady figure, short enough to follow a node that became slower. */
const windowMs = 10_000;
const leastMs = 1_000;

/** Foretells when a pass over the records will have looked at all, by how fast it went lately. */
export class TimeLeft {
  readonly #clock: Clock;
  #samples: { readonly at: number; readonly scanned: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes how far it is now. @returns Milliseconds; absent while that cannot be told. */
  note({
    scanned,
    total,
  }: {
    readonly scanned: number;
    readonly total: number;
  }): number | undefined {
    const at = this.#clock.now();
    // A new pass has begun.
    if (scanned < (this.#samples.at(-1)?.scanned ?? 0)) this.#samples = [];
    this.#samples.push({ at, scanned });
    this.#samples = this.#samples.filter((sample) => sample.at >= at - windowMs);
    const [first] = this.#samples;
    if (!first || at - first.at < leastMs || scanned === first.scanned) return undefined;
    const elapsedMs = at - first.at;
    return Math.round((Math.max(total - scanned, 0) * elapsedMs) / (scanned - first.scanned));
  }
}
