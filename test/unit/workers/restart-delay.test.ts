import { expect, it } from '@jest/globals';
import { restartDelayMs } from '../../../src/workers/restart-delay.ts';

it('a worker that had served is replaced at once, one that fails again and again ever later, within half a minute', () => {
  expect(Array.from({ length: 6 }, (_, failures) => restartDelayMs(failures))).toEqual([
    0, 100, 200, 400, 800, 1_600,
  ]);
  expect([9, 10, 11, 5_000].map(restartDelayMs)).toEqual([25_600, 30_000, 30_000, 30_000]);
});
