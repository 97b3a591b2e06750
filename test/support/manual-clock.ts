import type { Clock } from '../../src/session/clock.ts';

/** A clock that moves only when a test says so. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
