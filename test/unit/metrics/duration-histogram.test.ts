import { describe, expect, it } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { TimedOutcomes } from '../../../src/metrics/timed-outcomes.ts';
import { durationBoundsMs } from '../../../src/metrics/work-counts.ts';
import { Scrape } from '../../support/scrape.ts';

const durationsMs = [0, 0.1, 0.25, 0.3, 1, 1.01, 7, 400, 2_500, 2_501, 60_000];

function workOf(registry: Registry): TimedOutcomes {
  return new TimedOutcomes({
    registry,
    counter: { name: 'work_total', help: 'Work.' },
    durations: { name: 'work_seconds', help: 'Durations.' },
    labelNames: ['place', 'kind'],
  });
}

describe('a histogram of durations that are counted elsewhere', () => {
  it("tells what the library's own histogram tells", async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const work = workOf(ours);
    const histogram = new Histogram({
      name: 'work_seconds',
      help: 'Durations.',
      labelNames: ['place', 'kind'],
      buckets: durationBoundsMs.map((bound) => bound / 1_000),
      registers: [theirs],
    });
    for (const elapsedMs of durationsMs) {
      work.add('a', 'x', 'done', elapsedMs);
      histogram.observe({ place: 'a', kind: 'x' }, elapsedMs / 1_000);
    }
    const [told, expected] = [new Scrape(await ours.metrics()), new Scrape(await theirs.metrics())];
    const sum = 'work_seconds_sum{kind="x",place="a"}';
    expect(told.value(sum)).toBeCloseTo(expected.value(sum), 9);
    const bucketsOf = (scrape: Scrape): object => ({
      ...scrape.valuesOf('work_seconds_bucket'),
      ...scrape.valuesOf('work_seconds_count'),
    });
    expect(bucketsOf(told)).toEqual(bucketsOf(expected));
  });

  it('is the same as data, which another process adds up', async () => {
    const registry = new Registry();
    const work = workOf(registry);
    work.add('a', 'x', 'done', 3);
    const metrics = await registry.getMetricsAsJSON();
    const histogram = metrics.find(({ name }) => name === 'work_seconds');
    expect(histogram?.aggregator).toBe('sum');
    expect(histogram?.values).toContainEqual(
      expect.objectContaining({
        metricName: 'work_seconds_bucket',
        labels: { le: 0.005, place: 'a', kind: 'x' },
        value: 1,
      }),
    );
  });

  it('has no series of what was never timed', async () => {
    const registry = new Registry();
    const work = workOf(registry);
    work.add('a', 'x', 'refused', undefined);
    const told = new Scrape(await registry.metrics());
    expect([...told.samples]).toEqual([['work_total{kind="x",outcome="refused",place="a"}', 1]]);
  });
});
