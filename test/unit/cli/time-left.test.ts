import { describe, expect, it } from '@jest/globals';
import { TimeLeft } from '../../../src/cli/time-left.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const total = 10_000;

function watched(): (afterMs: number, scanned: number) => number | undefined {
  const clock = new ManualClock();
  const timeLeft = new TimeLeft(clock);
  return (afterMs, scanned) => {
    clock.advance(afterMs);
    return timeLeft.note({ scanned, total });
  };
}

describe('the time left', () => {
  it('is not told before a second has passed, nor while nothing goes on', () => {
    const note = watched();
    expect([note(0, 0), note(999, 100), note(5_000, 100)]).toEqual([
      undefined,
      undefined,
      5_999 * 99,
    ]);
    const idle = watched();
    expect([idle(0, 50), idle(2_000, 50)]).toEqual([undefined, undefined]);
  });

  it('goes by the last ten seconds', () => {
    const note = watched();
    note(0, 0);
    note(10_000, 1_000);
    expect(note(10_000, 3_000)).toBe(35_000);
  });

  it('begins anew with each pass', () => {
    const note = watched();
    note(0, 0);
    note(5_000, 10_000);
    expect(note(1_000, 100)).toBeUndefined();
    expect(note(1_000, 1_100)).toBeCloseTo(8_900);
  });

  it('is never below zero: the total is but an estimate', () => {
    const note = watched();
    note(0, 0);
    expect(note(2_000, total + 1)).toBe(0);
  });
});
