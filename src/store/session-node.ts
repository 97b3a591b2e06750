import type { NodeStatus } from '../session/ring-view.ts';
import type { SessionEvents } from '../session/session-events.ts';
import type { RecordMoves } from './record-moves.ts';
import type { RingMemory } from './ring-memory.ts';
import type { SessionSteps } from './session-steps.ts';

/**
 * One place of the ring: the records on one node, and what moves them (docs/ring-change.md).
 *
 * Each method, those of its parts too, is one atomic step on the node. Those that are given a fence reject with
 * {@link FencedOut}, having done nothing, when the node has another topology than the caller; all reject with
 * `SESSION_STORE_UNAVAILABLE` when the node does not answer.
 */
export interface SessionNode extends SessionSteps, SessionEvents {
  readonly id: string;
  /** The scheme of its URL, as in `redis` or `rediss+sentinel`. */
  readonly kind: string;
  /** Whether it answered last. While `DOWN` every command fails at once, and the node is probed until it answers. */
  readonly status: NodeStatus;
  /** Where it has several servers, that of the worst; always `closed` where there is nothing to wait for. */
  readonly breaker: BreakerState;
  readonly moves: RecordMoves;
  readonly ring: RingMemory;
  /** Asks for an answer. @returns How long it took, in milliseconds. */
  ping(): Promise<number>;
  /** About how many sessions it holds; exact up to 10,000 keys. */
  countSessions(): Promise<number>;
  /** Ends connections and timers; waits for what is under way, at most a second. */
  close(): Promise<void>;
}

/** `closed`: commands pass; `open`: none does, they fail at once; `half-open`: one asks whether the node answers again. */
export type BreakerState = 'closed' | 'open' | 'half-open';
