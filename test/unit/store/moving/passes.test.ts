import { describe, expect, it } from '@jest/globals';
import {
  afterPage,
  brokenOff,
  isDone,
  noPasses,
  type Passes,
} from '../../../../src/store/moving/passes.ts';

/** A pass of pages, each telling whether it found something. */
function pass(before: Passes, ...pages: boolean[]): Passes {
  return pages.reduce(
    (passes, found, at) => afterPage(passes, { found, isLast: at === pages.length - 1 }),
    before,
  );
}

describe('passes over a node', () => {
  it('are enough when two in a row have found nothing', () => {
    const one = pass(noPasses, false, false);
    expect(isDone(one)).toBe(false);
    expect(isDone(pass(one, false))).toBe(true);
  });

  it('begin to count again after one that found something on any page', () => {
    const found = pass(pass(noPasses, false), true, false, false);
    expect(isDone(pass(found, false))).toBe(false);
    expect(isDone(pass(pass(found, false), false))).toBe(true);
  });

  it('do not count when they were broken off', () => {
    const resumed = brokenOff(afterPage(noPasses, { found: false, isLast: false }));
    expect(pass(resumed, false).emptyPasses).toBe(0);
    const second = brokenOff(pass(noPasses, false));
    expect(isDone(pass(second, false))).toBe(false);
  });
});
