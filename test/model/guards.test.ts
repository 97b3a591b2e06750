import { describe, expect, it } from '@jest/globals';
import type { Guard } from './guard.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';
import { toldSearch } from './told-search.ts';

const gone = 'a live session is answered "gone"';
const cameBack = 'the session came back after its end';
const lost = 'an acknowledged write is lost';
const misplaced = 'the record is on a node that does not own it';

/** What goes wrong without one guard, in scenarios in which nothing goes wrong with it. */
const harms: readonly [Guard, ScenarioName, string][] = [
  ['fence', 'two gateways write while the record moves', gone],
  ['fenced remove', 'the record moves there and back', gone],
  ['create after install', 'a session begins while the ring moves', gone],
  ['install before scan', 'a session begins while the ring moves', misplaced],
  ['second look', 'two gateways write while the record moves', gone],
  ['import if absent', 'two gateways write while the record moves', lost],
  ['tombstone refuses import', 'one logs out while the record moves', cameBack],
  ['tombstone outlives copy', 'time passes while the record moves', cameBack],
  ['tombstone by the copy', 'a login shortens the session while the record moves', cameBack],
  ['login refuses older copies', 'a login shortens the session while the record moves', cameBack],
  [
    'tombstone names the secret',
    'the record moves there, back and there again after a login',
    'a live session is answered "ended"',
  ],
  ['deadline', 'time passes while the record moves', cameBack],
  ['late is not removed', 'time passes while the record moves', gone],
  ['two passes', 'a server starts anew while a mover looks through it', misplaced],
  ['settle when done', 'two movers do the same work', misplaced],
  ['no write at src', 'two gateways write while the record moves', gone],
  ['stray sweep', 'a node comes back from old data between two changes', lost],
  [
    'one node decides',
    'two operators want different changes',
    'two changes have the same epoch, and only a person can tell which one holds',
  ],
];

describe('without the guard', () => {
  it.each(harms)('"%s" it goes wrong when %s', (guard, name, fault) => {
    const { counterexample } = toldSearch(name, scenarios[name], [guard]);
    expect(counterexample?.fault).toBe(fault);
  });

  it('"change id in fence" two operators lose a session where not one node decides', () => {
    const name = 'two operators want different changes';
    const without: readonly Guard[] = ['one node decides', 'change id in fence'];
    const { counterexample } = toldSearch(name, scenarios[name], without);
    expect(counterexample?.fault).toBe(gone);
  });
});

describe('the guard', () => {
  it('"install before use" is needed for new sessions alone, and they see to it themselves', () => {
    const name = 'a session begins while the ring moves';
    const alone = toldSearch(name, scenarios[name], ['install before use']);
    expect(alone).toMatchObject({ counterexample: undefined, isComplete: true });
    const both = toldSearch(name, scenarios[name], ['install before use', 'create after install']);
    expect(both.counterexample?.fault).toBe(gone);
  });

  it('"two passes" is needed for servers that are started anew alone: nothing is written at src', () => {
    const name = 'time passes while the record moves';
    const { counterexample, isComplete } = toldSearch(name, scenarios[name], ['two passes']);
    expect(counterexample).toBeUndefined();
    expect(isComplete).toBe(true);
  });
});
