import { jest } from '@jest/globals';

const all = [
  'Date',
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

/** Puts some kinds of timers in the hands of a test, and nothing else: sockets go on. `jest.useRealTimers` ends it. */
export function fakeOnly(...names: readonly (typeof all)[number][]): void {
  jest.useFakeTimers({ doNotFake: all.filter((name) => !names.includes(name)) });
}
