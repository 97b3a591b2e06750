import { describe, expect, it } from '@jest/globals';
import { LatencyWatch } from '../../../../src/store/moving/latency-watch.ts';
import { MovePace } from '../../../../src/store/moving/move-pace.ts';
import { MoveRate } from '../../../../src/store/moving/move-rate.ts';

/** How many records go in a second of a clock that each wait moves on. */
function movedInASecond(pace: MovePace, stepMs = 0): number {
  let now = 0;
  let moved = 0;
  while (now < 1_000) {
    const records = pace.batchSize;
    now += pace.turn({ moved: records }, now) + stepMs;
    moved += records;
  }
  return moved;
}

describe('MovePace', () => {
  it('keeps to its rate, in batches of ten milliseconds', () => {
    const pace = new MovePace(2_000);
    expect(pace.batchSize).toBe(20);
    expect(movedInASecond(pace)).toBeLessThanOrEqual(2_000 + 100 + 40);
    expect(movedInASecond(new MovePace(2_000), 5)).toBeGreaterThanOrEqual(1_900);
  });

  it('moves at least one at a time, and no more at once than a node bears', () => {
    expect(new MovePace(1).batchSize).toBe(1);
    expect(new MovePace(1_000_000).batchSize).toBe(128);
  });

  it('does not wait where no rate is given', () => {
    const pace = new MovePace(undefined);
    expect(pace.batchSize).toBe(128);
    expect([pace.turn({ moved: 256 }, 0), pace.turn({ moved: 256 }, 0)]).toEqual([0, 0]);
  });

  it('takes the time for looking at ids too', () => {
    const pace = new MovePace(1_000);
    pace.turn({ scanned: 20_000 }, 0);
    expect(pace.turn({ moved: 1 }, 0)).toBeCloseTo(950);
  });

  it('halves its rate for slow nodes, and comes back slowly', () => {
    const pace = new MovePace(2_000);
    pace.slowDown();
    expect(pace.ratePerSecond).toBe(1_000);
    pace.recover();
    expect(pace.ratePerSecond).toBeLessThan(1_200);
    for (let i = 0; i < 20; i++) pace.recover();
    expect(pace.ratePerSecond).toBe(2_000);
    for (let i = 0; i < 20; i++) pace.slowDown();
    expect(pace.ratePerSecond).toBe(250);
  });

  it.each([0, -1, NaN])('takes no rate of %p', (rate) => {
    expect(() => new MovePace(rate)).toThrow(`ratePerSecond: ${rate}`);
  });
});

describe('LatencyWatch', () => {
  function watchAfter(...latencies: number[]): LatencyWatch {
    const watch = new LatencyWatch();
    for (const latency of latencies) watch.add(latency);
    return watch;
  }

  it('calls a node slow that takes twice as long as at first', () => {
    expect(watchAfter(4, 4, 4, 4, 4, 7, 7, 7).verdict).toBe('fine');
    expect(watchAfter(4, 4, 4, 4, 4, 9, 9, 9).verdict).toBe('slow');
  });

  it('says nothing before it has a few answers, also after it began anew', () => {
    const watch = watchAfter(4, 4, 4, 4, 4, 9, 9);
    expect(watch.verdict).toBeUndefined();
    watch.add(9);
    expect(watch.verdict).toBe('slow');
    watch.beginAnew();
    expect(watch.verdict).toBeUndefined();
  });

  it('takes neither one late answer nor noise below two milliseconds for slowness', () => {
    expect(watchAfter(4, 4, 4, 4, 4, 4, 90, 4).verdict).toBe('fine');
    expect(watchAfter(0.1, 0.1, 0.1, 0.1, 0.1, 1.9, 1.9, 1.9).verdict).toBe('fine');
  });
});

describe('MoveRate', () => {
  it('tells records a second of the last seconds', () => {
    const rate = new MoveRate();
    expect(rate.add(100, 0)).toBe(0);
    expect(rate.add(1_100, 500)).toBe(2_000);
    for (let at = 1_000; at <= 9_000; at += 500) rate.add(1_100, at);
    expect(rate.add(1_100, 9_500)).toBe(0);
  });
});
