import { beforeEach, describe, expect, it } from '@jest/globals';
import { Breaker, maxLateInARow, probeIntervalMs } from '../../../../src/store/redis/breaker.ts';

describe('the breaker of a node', () => {
  let now: number;
  let breaker: Breaker;

  beforeEach(() => {
    now = 5_000;
    breaker = new Breaker(() => now);
  });

  function lateTimes(count: number): void {
    for (let i = 0; i < count; i += 1) breaker.late();
  }

  it('is open until a probe has succeeded', () => {
    expect(breaker.state).toBe('open');
    breaker.answered();
    expect(breaker.state).toBe('open');
    breaker.probe();
    expect(breaker.state).toBe('half-open');
    breaker.close();
    expect(breaker.state).toBe('closed');
  });

  it('opens after so many late commands in a row, and not before', () => {
    breaker.close();
    lateTimes(maxLateInARow - 1);
    expect([breaker.state, breaker.isLate]).toEqual(['closed', true]);
    lateTimes(1);
    expect(breaker.state).toBe('open');
    lateTimes(5);
    expect(breaker.state).toBe('open');
  });

  it('does not count late commands between which one was answered', () => {
    breaker.close();
    for (let round = 0; round < 10; round += 1) {
      lateTimes(maxLateInARow - 1);
      breaker.answered();
      expect([breaker.state, breaker.isLate]).toEqual(['closed', false]);
    }
  });

  it('closes on the first answer when late commands have opened it', () => {
    breaker.close();
    lateTimes(maxLateInARow);
    breaker.probe();
    expect(breaker.state).toBe('half-open');
    breaker.answered();
    expect([breaker.state, breaker.isLate]).toEqual(['closed', false]);
  });

  it('is closed by no answer after it was tripped, only by a probe', () => {
    breaker.close();
    lateTimes(1);
    breaker.trip();
    breaker.answered();
    expect(breaker.state).toBe('open');
    breaker.probe();
    breaker.answered();
    expect(breaker.state).toBe('half-open');
    breaker.trip();
    expect(breaker.state).toBe('open');
    breaker.probe();
    breaker.close();
    expect(breaker.state).toBe('closed');
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
