import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { FaultRow } from '../../support/chaos/chaos-fault.ts';
import { faults, sentinelFaults } from '../../support/chaos/faults.ts';
import {
  conflicts,
  restMs,
  scheduleOf,
  type PlannedFault,
  type ScheduleOptions,
} from '../../support/chaos/schedule.ts';
import { SeededRandom } from '../../support/ring-load/seeded-random.ts';

const anyOptions: fc.Arbitrary<ScheduleOptions<FaultRow>> = fc.record({
  durationMs: fc.integer({ min: 0, max: 60_000 }),
  faults: fc.subarray<FaultRow>([...faults, ...sentinelFaults], { minLength: 1 }),
  nodes: fc.constant(['a', 'b', 'c']),
  gateways: fc.constant(['one', 'two']),
});

/** How long something may be seen of a fault. */
function isDuring(planned: PlannedFault<FaultRow>, atMs: number): boolean {
  const { atMs: beginsAtMs, lastsMs, fault } = planned;
  return atMs >= beginsAtMs && atMs < beginsAtMs + lastsMs + (fault.healsInMs ?? 0) + restMs;
}

describe('a schedule of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(fc.nat(), anyOptions, (seed, options) => {
        const again = scheduleOf(new SeededRandom(seed), options);
        expect(scheduleOf(new SeededRandom(seed), options)).toEqual(again);
      }),
    );
    const options = {
      durationMs: 30_000,
      faults,
      nodes: ['a', 'b', 'c'],
      gateways: ['one', 'two'],
    };
    const [one, other] = [1, 2].map((seed) => scheduleOf(new SeededRandom(seed), options));
    expect(one).not.toEqual(other);
  });

  it('heals every fault in time, in the order of their beginnings', () => {
    fc.assert(
      fc.property(fc.nat(), anyOptions, (seed, options) => {
        const plan = scheduleOf(new SeededRandom(seed), options);
        for (const { atMs, lastsMs, fault } of plan) {
          expect(lastsMs).toBeGreaterThan(0);
          expect(lastsMs).toBeLessThanOrEqual(fault.mendsAfterMs ?? Infinity);
          expect(atMs + lastsMs).toBeLessThanOrEqual(options.durationMs);
        }
        const begins = plan.map(({ atMs }) => atMs);
        expect(begins).toEqual([...begins].sort((one, other) => one - other));
      }),
    );
  });

  it('leaves a node and a gateway whole, and breaks none of them twice at once', () => {
    fc.assert(
      fc.property(fc.nat(), anyOptions, (seed, options) => {
        const plan = scheduleOf(new SeededRandom(seed), options);
        for (const planned of plan) {
          const others = plan.filter((each) => each !== planned && isDuring(each, planned.atMs));
          expect(others.length).toBeLessThan(2);
          expect(others.filter((each) => conflicts(each, planned))).toEqual([]);
          if (planned.fault.reach === 'link') expect(planned.target.gateway).toBe('two');
        }
      }),
    );
  });

  it('lets no node forget twice', () => {
    fc.assert(
      fc.property(fc.nat(), anyOptions, (seed, options) => {
        const plan = scheduleOf(new SeededRandom(seed), options);
        const forgetful = plan.flatMap(({ fault, target }) =>
          fault.isForgetful ? [target.node] : [],
        );
        expect(forgetful).toHaveLength(new Set(forgetful).size);
      }),
    );
  });

  it('has every fault in it, sooner or later', () => {
    const random = new SeededRandom(7);
    const options = {
      durationMs: 30_000,
      faults,
      nodes: ['a', 'b', 'c'],
      gateways: ['one', 'two'],
    };
    const plans = Array.from({ length: 20 }, () => scheduleOf(random, options));
    const names = new Set(plans.flatMap((plan) => plan.map(({ fault }) => fault.name)));
    expect(names.size).toBe(faults.length);
  });
});
