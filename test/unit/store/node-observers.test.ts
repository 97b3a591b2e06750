import { describe, expect, it } from '@jest/globals';
import { NodeEvents } from '../../../src/event-log/node-events.ts';
import type { NodeObserver } from '../../../src/store/node-observer.ts';
import { observedByAll } from '../../../src/store/node-observers.ts';
import { observeCommand } from '../../../src/store/redis/observed-command.ts';

/** Tells `told` all that it hears. */
function observer(told: unknown[]): NodeObserver {
  return {
    statusChanged: (...all) => told.push(all),
  };
}

describe('several observers of nodes', () => {
  const events = new NodeEvents({ record: () => undefined });

  it('cost a command nothing where only the event log looks on', () => {
    expect(observeCommand(observedByAll([events]), 'a', 'load')).toBeUndefined();
  });

  it('are each told what they want to know', () => {
    const told: unknown[][] = [[], []];
    const [first = [], second = []] = told;
    const traced: unknown[] = [];
    const all = observedByAll([
      events,
      observer(first),
      { ...observer(second), commandEnded: (...all) => second.push(all.slice(0, 3)) },
      { ...observer([]), traceCommand: () => (outcome) => traced.push(outcome) },
    ]);
    all.statusChanged('a', 'DOWN', 'ECONNRESET', '10.0.0.7:6379');
    observeCommand(all, 'a', 'load')?.('answered');
    expect(first).toEqual([['a', 'DOWN', 'ECONNRESET', '10.0.0.7:6379']]);
    expect(second).toEqual([
      ['a', 'DOWN', 'ECONNRESET', '10.0.0.7:6379'],
      ['a', 'load', 'answered'],
    ]);
    expect(traced).toEqual(['answered']);
  });

  it('trace a command that nobody counts', () => {
    const traced: unknown[] = [];
    const all = observedByAll([
      { ...observer([]), traceCommand: () => (outcome) => traced.push(outcome) },
    ]);
    expect(all.commandEnded).toBeUndefined();
    observeCommand(all, 'a', 'load')?.('lost');
    expect(traced).toEqual(['lost']);
  });
});
