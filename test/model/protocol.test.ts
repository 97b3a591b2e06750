import { describe, expect, it } from '@jest/globals';
import { deepScenarios, scenarios } from './scenarios.ts';
import { toldSearch } from './told-search.ts';

/** `MODEL=deep npm test -- --selectProjects model` */
const isDeep = process.env['MODEL'] === 'deep';

describe('the protocol of a ring that changes', () => {
  it.each(Object.entries(scenarios))('loses nothing when %s', (name, scenario) => {
    const { counterexample, isComplete } = toldSearch(name, scenario);
    expect(counterexample).toBeUndefined();
    expect(isComplete).toBe(true);
  });
});

(isDeep ? describe : describe.skip)('the protocol of a ring that changes, further', () => {
  it.each(Object.entries(deepScenarios))(
    'loses nothing: %s',
    (name, scenario) => {
      const { counterexample, isComplete } = toldSearch(name, scenario);
      expect(counterexample).toBeUndefined();
      expect(isComplete).toBe(true);
    },
    30 * 60_000,
  );
});
