import { Histogram, type Registry } from 'prom-client';
import { durationBoundsMs, type WorkCounts } from './work-counts.ts';

/** What one series of a histogram is made of. */
export interface DurationSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: WorkCounts;
}

/** A histogram of durations that are counted elsewhere; nothing is observed by it. */
export class DurationHistogram extends Histogram {
  readonly #help: string;
  readonly #name: string;
  readonly #series: () => Iterable<DurationSeries>;

  /** @param options.series What there is to tell, asked for at each scrape. */
  constructor(options: {
    readonly name: string;
    readonly help: string;
    readonly labelNames: readonly string[];
    readonly registry: Registry;
    readonly series: () => Iterable<DurationSeries>;
  }) {
    const { name, help, labelNames, registry, series } = options;
    super({ name, help, labelNames, registers: [registry] });
    this.#name = name;
    this.#help = help;
    this.#series = series;
  }

  /** What the library makes a histogram's text and its JSON of. */
  getForPromString(): Promise<object> {
    return Promise.resolve({
      name: this.#name,
      help: this.#help,
      type: 'histogram',
      aggregator: 'sum',
      values: [...this.#series()]
        .filter(({ counts }) => counts.hasTimed)
        .flatMap((series) => linesOf(this.#name, series)),
    });
  }
}

interface Line {
  readonly metricName: string;
  readonly labels: Record<string, string | number>;
  readonly sharedLabels: Readonly<Record<string, string>>;
  readonly value: number;
}

function linesOf(name: string, { labels: sharedLabels, counts }: DurationSeries): Line[] {
  let total = 0;
  const bounds = [...durationBoundsMs.map((bound) => bound / 1_000), '+Inf'];
  const buckets = bounds.map((le, index) => {
    total += counts.buckets[index] ?? 0;
    return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: total };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: counts.sumMs / 1_000 },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: total },
  ];
}
