import { describe, expect, it } from '@jest/globals';
import { idleDeadlineAt, touchIntervalMs } from '../../../src/session/deadlines.ts';

describe('the touch interval', () => {
  it.each([
    [1_800_000, 60_000],
    [600_000, 60_000],
    [599_990, 59_999],
    [1_000, 100],
    [9, 0],
  ])('of an idle timeout of %i ms is %i ms', (idleTimeoutMs, expected) => {
    expect(touchIntervalMs(idleTimeoutMs)).toBe(expected);
  });
});

describe('the idle deadline', () => {
  it('moves with use, never past the absolute deadline', () => {
    const session = { idleTimeoutMs: 100, absoluteDeadlineAt: 1_000 };
    expect(idleDeadlineAt({ ...session, lastSeenAt: 0 })).toBe(100);
    expect(idleDeadlineAt({ ...session, lastSeenAt: 899 })).toBe(999);
    expect(idleDeadlineAt({ ...session, lastSeenAt: 901 })).toBe(1_000);
  });
});
