import { describe, expect, it } from '@jest/globals';
import { explore, type Searchable } from './explore.ts';

/** Counts up by one or two, to a limit. @param faulty The number that should not be reached. */
function counter(limit: number, faulty?: number): Searchable<number> {
  return {
    start: 0,
    key: String,
    expand: (state, emit) => {
      for (const step of [1, 2]) {
        const next = state + step;
        const fault = next === faulty ? `${next} was reached` : undefined;
        if (next <= limit) emit(next, () => `add ${step}`, fault);
      }
    },
  };
}

describe('a search', () => {
  it('visits every state that can be reached, each once', () => {
    expect(explore(counter(10), 100)).toEqual({
      states: 11,
      counterexample: undefined,
      isComplete: true,
    });
  });

  it('tells the shortest way to a fault', () => {
    expect(explore(counter(10, 5), 100).counterexample).toEqual({
      fault: '5 was reached',
      steps: ['add 1', 'add 2', 'add 2'],
    });
  });

  it('tells when it was cut off, so that finding nothing means nothing', () => {
    expect(explore(counter(1_000), 100)).toMatchObject({ isComplete: false });
  });
});
