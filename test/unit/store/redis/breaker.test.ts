import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BreakerState } from '../../../../src/store/node-observer.ts';
import { Breaker, maxLateInARow, probeIntervalMs } from '../../../../src/store/redis/breaker.ts';

describe('the breaker of a node', () => {
  let now: number;
  let told: BreakerState[];
  let breaker: Breaker;

  beforeEach(() => {
    now = 5_000;
    told = [];
    breaker = new Breaker(
      () => now,
      (state) => told.push(state),
    );
  });

  function lateTimes(count: number): void {
    for (let i = 0; i < count; i += 1) breaker.late();
  }

  it('is open until a probe has succeeded', () => {
    expect(breaker.state).toBe('open');
    breaker.answered();
    expect(breaker.state).toBe('open');
    breaker.probe();
    breaker.close();
    expect(told).toEqual(['half-open', 'closed']);
  });

  it('opens after so many late commands in a row, and not before', () => {
    breaker.close();
    lateTimes(maxLateInARow - 1);
    expect([breaker.state, breaker.isLate]).toEqual(['closed', true]);
    lateTimes(1);
    expect(breaker.state).toBe('open');
    lateTimes(5);
    expect(told).toEqual(['closed', 'open']);
  });

  it('does not count late commands between which one was answered', () => {
    breaker.close();
    for (let round = 0; round < 10; round += 1) {
      lateTimes(maxLateInARow - 1);
      breaker.answered();
      expect(breaker.isLate).toBe(false);
    }
    expect(told).toEqual(['closed']);
  });

  it('closes on the first answer when late commands have opened it', () => {
    breaker.close();
    lateTimes(maxLateInARow);
    breaker.probe();
    breaker.answered();
    expect(told).toEqual(['closed', 'open', 'half-open', 'closed']);
    expect(breaker.isLate).toBe(false);
  });

  it('is closed by no answer after it was tripped, only by a probe', () => {
    breaker.close();
    lateTimes(1);
    breaker.trip();
    breaker.answered();
    expect(breaker.state).toBe('open');
    breaker.probe();
    breaker.trip();
    breaker.probe();
    breaker.close();
    expect(told).toEqual(['closed', 'open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('stays closed while a probe is made in a moment of doubt', () => {
    breaker.close();
    lateTimes(1);
    breaker.probe();
    expect(breaker.state).toBe('closed');
  });

  it('says when the next probe may begin', () => {
    expect(breaker.msToNextProbe).toBe(0);
    breaker.probe();
    expect(breaker.msToNextProbe).toBe(probeIntervalMs);
    now += 400;
    expect(breaker.msToNextProbe).toBe(probeIntervalMs - 400);
    now += 5_000;
    expect(breaker.msToNextProbe).toBe(0);
  });
});
