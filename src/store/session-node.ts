import type { NodeStatus } from '../session/ring-view.ts';
import type { SessionEvents } from '../session/session-events.ts';
import type { SessionStore } from '../session/session-store.ts';

/** One place of the ring: a store of sessions on one node, what happens to them, and what an operator asks of it. */
export interface SessionNode extends SessionStore, SessionEvents {
  readonly id: string;
  /** The scheme of its URL: `memory`, `redis`, `rediss` or `redis+unix`. */
  readonly kind: string;
  /** Whether it answered last. While `DOWN` every command fails at once, and the node is probed until it answers. */
  readonly status: NodeStatus;
  /** Asks for an answer. @returns How long it took, in milliseconds. */
  ping(): Promise<number>;
  /** About how many sessions it holds; exact up to 10,000 keys. */
  countSessions(): Promise<number>;
  /** Ends connections and timers; waits for what is under way, at most a second. */
  close(): Promise<void>;
}
