import type { Topology } from '../ring/topology.ts';
import type { BreakerState } from './node-observer.ts';
import type { NodeStatus } from '../session/ring-view.ts';
import type { SessionEvents, StopListening } from '../session/session-events.ts';
import type { SessionParts, Session } from '../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  LoadOutcome,
  Missing,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../session/session-store.ts';

/**
 * One place of the ring: the records on one node, and what moves them (docs/ring-change.md).
 *
 * Each method is one atomic step on the node. Those that are given a fence reject with {@link FencedOut}, having done
 * nothing, when the node has another topology than the caller; all reject with `SESSION_STORE_UNAVAILABLE` when the node
 * does not answer.
 */
export interface SessionNode extends SessionSteps, RecordMoves, RingMemory, SessionEvents {
  readonly id: string;
  /** The scheme of its URL, as in `redis` or `rediss+sentinel`. */
  readonly kind: string;
  /** Whether it answered last. While `DOWN` every command fails at once, and the node is probed until it answers. */
  readonly status: NodeStatus;
  /** `closed` as long as it is UP; always, where there is nothing to wait for. */
  readonly breaker: BreakerState;
  /** Asks for an answer. @returns How long it took, in milliseconds. */
  ping(): Promise<number>;
  /** About how many sessions it holds; exact up to 10,000 keys. */
  countSessions(): Promise<number>;
  /** Ends connections and timers; waits for what is under way, at most a second. */
  close(): Promise<void>;
}

/** With what a step comes to a node. */
export interface Visit {
  /** Of the caller's topology, as in {@link Placement.fence}. */
  readonly fence: string;
  /** A record to put there first, in the same step, unless there is one, or a tombstone. */
  readonly delivery?: Delivery;
}

/** A copy on its way to its new node. */
export interface Delivery {
  readonly copy: RecordCopy;
  /** The new node's clock when it did not have the record: past {@link deliveryTimeMs} later the copy is refused. */
  readonly missedAt: number;
}

/**
 * How long a copy may be under way, by the new node's clock. Longer than any command may take, and far shorter than any
 * tombstone stays: one that comes after a tombstone has gone must not bring the session back.
 */
export const deliveryTimeMs = 2_000;

/** A record as it stood on the node that must not write it any more. */
export interface RecordCopy {
  readonly id: string;
  /** Whose index on that node has it; absent when anonymous. */
  readonly userId: string | undefined;
  /** Name and text by turns. Only a node of the same kind reads them. */
  readonly fields: readonly string[];
  /** What was left of it, in whole milliseconds; positive. */
  readonly ttlMs: number;
}

/** Neither record nor tombstone. `at`: Unix milliseconds by the node's clock. */
export interface Absent {
  readonly state: 'gone';
  readonly at: number;
}

/** The delivery came too late, so nothing was done. */
export interface Late {
  readonly state: 'late';
}

/** What a step answers on one node; `late` only when it came with a delivery. */
export type AtNode<Outcome> =
  Exclude<Outcome, Missing> | { readonly state: 'ended' | 'rotated' } | Absent | Late;

/** What requests do, as in {@link SessionStore}, on one node. */
export interface SessionSteps {
  create(draft: SessionDraft, fence: string): Promise<CreateOutcome>;
  load(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<LoadOutcome>>;
  peek(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<PeekOutcome>>;
  update(
    proof: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<UpdateOutcome>>;
  rotate(
    proof: SessionProof,
    rotation: SessionRotation,
    visit: Visit,
  ): Promise<AtNode<RotateOutcome>>;
  /** The tombstone outlives every copy that the record may have left on its node of before. */
  end(id: string, authority: EndAuthority, visit: Visit): Promise<AtNode<EndOutcome>>;
  /** The sessions in a user's index on this node, in no order. */
  list(userId: string, parts: SessionParts, fence: string): Promise<readonly Session[]>;
}

/** What moves a record from one node to another. */
export interface RecordMoves {
  /** Reads only: the fence has frozen the record. `ended`: a tombstone. */
  exportRecord(id: string, fence: string): Promise<ExportOutcome>;
  /** Puts a copy down unless there is a record or a tombstone; tells nobody. */
  importRecord(delivery: Delivery, fence: string): Promise<ImportOutcome>;
  /**
   * Deletes a record and its index entry, and leaves no tombstone; tells nobody. Only for one that its new node has, or has
   * ended, or that no node owns here.
   *
   * @param userId Whose index has it; absent when anonymous.
   */
  removeRecord(id: string, userId: string | undefined, fence: string): Promise<void>;
  /** Ids of sessions on this node, page by page as SCAN gives them: each that is there all the while comes at least once. */
  scanIds(cursor: string, count: number): Promise<IdPage>;
  /** About how many keys there are, of all kinds: for telling progress. */
  countKeys(): Promise<number>;
  /** The node's clock, Unix milliseconds. */
  time(): Promise<number>;
}

export type ExportOutcome =
  { readonly state: 'copied'; readonly copy: RecordCopy } | { readonly state: 'absent' | 'ended' };

/** `present`: there was a record; it was left as it is. */
export type ImportOutcome = 'imported' | 'present' | 'ended' | 'late';

/** Some ids. `cursor`: where to go on; '0' after the last page. */
export interface IdPage {
  readonly cursor: string;
  readonly ids: readonly string[];
}

/** What a node keeps for the ring itself. */
export interface RingMemory {
  /** The newest topology that was installed here; absent when none was. */
  readTopology(): Promise<Topology | undefined>;
  /**
   * Makes this topology the one that callers must have, if it is newer than the one that is there. Repeating it is
   * `installed` again.
   *
   * @param replacing The fence of the only topology that it may replace: compare-and-set. Absent: any older one, or none.
   */
  install(topology: Topology, replacing?: string): Promise<InstallOutcome>;
  /** Listens for installs until the returned function is called; also told when some may have been missed. */
  listenForInstalls(onInstall: () => void): Promise<StopListening>;
  /**
   * Takes or renews the right to move records, so that two movers don't do the same work.
   *
   * @returns Who has it now; `holder` when that was granted.
   */
  takeLease(holder: string, leaseMs: number): Promise<string>;
  /** Gives it back; does nothing when another holder has it. */
  endLease(holder: string): Promise<void>;
  /** How far moving from this node has come; absent when there is nothing of this fence. */
  readCheckpoint(fence: string): Promise<Checkpoint | undefined>;
  /** Kept for a week. */
  writeCheckpoint(checkpoint: Checkpoint, fence: string): Promise<void>;
}

/** `newer` and `split` (the same epoch, another change) and `foreign` (another ring): with the topology that is there. */
export type InstallOutcome =
  | { readonly state: 'installed' }
  | { readonly state: 'newer' | 'split' | 'foreign'; readonly topology: Topology };

/** How far a mover has come on the node that records leave. */
export interface Checkpoint {
  /** Where SCAN goes on; '0' at the beginning of a pass. */
  readonly cursor: string;
  /** Whole passes in a row that found nothing to move; at 2 the node is done. */
  readonly emptyPasses: number;
  /** Whether the present pass has found anything to move. */
  readonly foundInPass: boolean;
  /** Session records looked at in the present pass. */
  readonly scanned: number;
  /** Records moved since the change began. */
  readonly moved: number;
  /** About how many session records the node had when the pass began. */
  readonly total: number;
  /** When moving began, Unix milliseconds by this node's clock. */
  readonly startedAt: number;
}

/** A node has another topology than the caller: it has done nothing. */
export class FencedOut extends Error {
  override readonly name = 'FencedOut';
  readonly nodeId: string;
  /** The newer one that is there. Absent: the node is behind, and the caller's is to be installed there first. */
  readonly newer: Topology | undefined;

  constructor(nodeId: string, newer: Topology | undefined) {
    super(`the node ${nodeId} has ${newer ? 'a newer' : 'an older'} topology of the ring`);
    this.nodeId = nodeId;
    this.newer = newer;
  }
}
