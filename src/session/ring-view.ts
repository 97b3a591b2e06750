/** What an operator may see of the ring. */
export interface RingView {
  /** Counts the ring's changes; 1 for the first. */
  readonly epoch: number;
  /** Asks every node, each with a time limit. In the order of their ids. */
  nodes(): Promise<readonly RingNodeView[]>;
  /** The node that a key is placed on. */
  owner(key: string): Promise<RingNodeView>;
  /** What is known of each node without asking it. */
  states(): readonly NodeState[];
}

/** A node's id and whether it answered last. */
export interface NodeState {
  readonly id: string;
  readonly status: NodeStatus;
}

export type NodeStatus = 'UP' | 'DOWN';

/** One node, as it answered just now. */
export interface RingNodeView extends NodeState {
  readonly kind: string;
  readonly weight: number;
  /** Fraction of all keys, 0 to 1. */
  readonly share: number;
  /** About how many sessions it holds; absent when it did not answer. */
  readonly sessions: number | undefined;
  /** How long a PING took; absent when it did not answer. */
  readonly latencyMs: number | undefined;
}
