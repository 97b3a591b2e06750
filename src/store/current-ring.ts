import type { Placement } from '../ring/placement.ts';
import type { FencedOut } from './fenced-out.ts';
import type { SessionNode } from './session-node.ts';

/** The ring as this process goes by it now, with its nodes open. */
export interface CurrentRing {
  /** Changes between two turns of the event loop at any time: whoever takes several steps keeps the one it began with. */
  readonly placement: Placement;
  /** A member of the placement, or of the one before while something may still be under way there. @throws {RangeError} */
  node(id: string): SessionNode;
  /**
   * Makes this process and a node agree after the node refused a step: takes over the newer topology, or installs ours
   * there.
   *
   * @returns When trying again makes sense.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when they do not come to agree.
   */
  reconcile(refusal: FencedOut): Promise<void>;
  /**
   * Returns once a node is known to have the topology of the placement, so that nobody writes there by an older one.
   *
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when it cannot be made so.
   */
  ensureInstalled(nodeId: string): Promise<void>;
  /** Asks all members for a newer topology, as is done every few seconds anyway: for whoever heard that there may be one. */
  lookAgain(): Promise<void>;
  /** Calls back after each change of the placement. @returns What ends that. */
  onChange(listener: (placement: Placement) => void): () => void;
}
