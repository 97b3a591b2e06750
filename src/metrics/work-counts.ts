/**
 * Upper bounds of the buckets that durations are counted in: a read of a session takes a good half millisecond, and no
 * command longer than 400 ms.
 */
export const durationBoundsMs: readonly number[] = [
  0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500,
];

/**
 * What was counted of one kind of work: how it ended, and how long it took.
 *
 * Plain numbers, given to the metrics library when it is asked: measured, its own counter and histogram take ten times as
 * long for each thing they count.
 */
export class WorkCounts {
  readonly outcomes = new Map<string, number>();
  /** How many fell into each bucket; the last is of those longer than every bound. */
  readonly buckets = new Float64Array(durationBoundsMs.length + 1);
  sumMs = 0;

  /** Whether anything was timed. */
  get hasTimed(): boolean {
    return this.buckets.some((count) => count > 0);
  }

  /** @param elapsedMs Absent where nothing was timed. */
  add(outcome: string, elapsedMs: number | undefined): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (elapsedMs === undefined) return;
    const bucket = bucketOf(elapsedMs);
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.sumMs += elapsedMs;
  }
}

function bucketOf(elapsedMs: number): number {
  let bucket = 0;
  for (const bound of durationBoundsMs) {
    if (elapsedMs <= bound) break;
    bucket += 1;
  }
  return bucket;
}
