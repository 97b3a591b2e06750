import { Counter, type Registry } from 'prom-client';
import { DurationHistogram, type DurationSeries } from './duration-histogram.ts';
import { WorkCounts } from './work-counts.ts';

/** What a metric is called, and what it tells. */
export interface MetricText {
  readonly name: string;
  readonly help: string;
}

/**
 * A counter and a histogram of the same work, which two labels tell apart; the counter also by its outcome.
 *
 * Whoever counts sees to it that the labels have few values.
 */
export class TimedOutcomes {
  readonly #labelNames: readonly [string, string];
  readonly #counts = new Map<string, Map<string, WorkCounts>>();

  constructor(options: {
    readonly registry: Registry;
    readonly counter: MetricText;
    readonly durations: MetricText;
    readonly labelNames: readonly [string, string];
  }) {
    const { registry, counter, durations, labelNames } = options;
    this.#labelNames = labelNames;
    const series = (): Iterable<DurationSeries> => this.#series();
    new Counter({
      ...counter,
      labelNames: [...labelNames, 'outcome'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { labels, counts } of series()) {
          for (const [outcome, count] of counts.outcomes) this.inc({ ...labels, outcome }, count);
        }
      },
    });
    new DurationHistogram({ ...durations, labelNames, registry, series });
  }

  /**
   * @param first Value of the first label.
   * @param elapsedMs Absent where nothing is to be timed.
   */
  add(first: string, second: string, outcome: string, elapsedMs: number | undefined): void {
    let bySecond = this.#counts.get(first);
    if (bySecond === undefined) this.#counts.set(first, (bySecond = new Map<string, WorkCounts>()));
    let counts = bySecond.get(second);
    if (counts === undefined) bySecond.set(second, (counts = new WorkCounts()));
    counts.add(outcome, elapsedMs);
  }

  /** Forgets all series but those whose first label has one of these values. */
  keepOnly(firsts: ReadonlySet<string>): void {
    for (const first of this.#counts.keys()) if (!firsts.has(first)) this.#counts.delete(first);
  }

  *#series(): Generator<DurationSeries> {
    const [firstName, secondName] = this.#labelNames;
    for (const [first, bySecond] of this.#counts) {
      for (const [second, counts] of bySecond) {
        yield { labels: { [firstName]: first, [secondName]: second }, counts };
      }
    }
  }
}
