import type { Topology } from '../ring/topology.ts';
import type { StopListening } from '../session/session-events.ts';

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
