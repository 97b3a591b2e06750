/** What an operator may see of the ring. */
export interface RingView {
  /** Counts the ring's changes; 1 for the first. */
  readonly epoch: number;
  readonly state: RingState;
  /**
   * How far moving has come, as its mover wrote it down; asks the nodes that records leave, each with a time limit.
   *
   * @returns Absent when the ring is stable, and until a mover has begun. Nodes that do not answer are not in it.
   */
  progress(): Promise<RingProgress | undefined>;
  /** Asks every node that may hold records, each with a time limit. In the order of their ids. */
  nodes(): Promise<readonly RingNodeView[]>;
  /** The node that a key is placed on; while the ring moves, the one that it moves to. */
  owner(key: string): Promise<RingNodeView>;
  /** What is known of each node without asking it. */
  states(): readonly NodeState[];
}

/** `MOVING`: records go from their nodes of before a change to those of after it. */
export type RingState = 'STABLE' | 'MOVING';

/** How far moving has come, in all nodes that records leave. */
export interface RingProgress {
  /** Records looked at in the present pass over each node: there are at least two, the last ones find nothing to move. */
  readonly scanned: number;
  /** Records moved since the change began; those that requests moved themselves are not counted. */
  readonly moved: number;
  /** About how many records the nodes had when their present passes began. */
  readonly total: number;
  /** When moving began, Unix milliseconds by the clock of the first node that records left. */
  readonly startedAt: number;
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
  /** That of before the change for a node that is being removed. */
  readonly weight: number;
  /** How many points of the ring it has; 0 for a node that is being removed. */
  readonly points: number;
  /** Fraction of all keys that it owns, 0 to 1; 0 for a node that is being removed. */
  readonly share: number;
  /** About how many sessions it holds; absent when it did not answer. */
  readonly sessions: number | undefined;
  /** How long a PING took; absent when it did not answer. */
  readonly latencyMs: number | undefined;
}
