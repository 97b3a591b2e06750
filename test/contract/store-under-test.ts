import type { SessionEvents } from '../../src/session/session-events.ts';
import type { SessionStore } from '../../src/session/session-store.ts';

/** A store with what a contract test must know beside the port. */
export interface StoreUnderTest {
  readonly store: SessionStore & SessionEvents;
  /** Returns when the store's own clock has moved on so far. Costs that time where the clock is a real one. */
  readonly elapse: (ms: number) => Promise<void>;
  /** What the store holds, to compare before with after: equal only when no record came or went. */
  readonly holdings: () => Promise<readonly string[]>;
  /** Returns when all that was told until now has been heard, by those who listen in this process. */
  readonly allHeard: () => Promise<void>;
  /** Rejects when something that the store holds would stay for ever (I2). */
  readonly assertEverythingExpires: () => Promise<void>;
  /** How much later than at its deadline a session may end: a move takes its time. 0 when absent. */
  readonly expirySlackMs?: number;
  readonly stop: () => Promise<void>;
}

/** Gives the store that the running test is about; only valid inside a test. */
export type Subject = () => StoreUnderTest;
