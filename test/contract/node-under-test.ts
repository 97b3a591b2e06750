import type { SessionNode } from '../../src/store/session-node.ts';

/** Two nodes of one kind, with what a contract test must know beside the port. */
export interface NodesUnderTest {
  readonly one: SessionNode;
  readonly other: SessionNode;
  /** Returns when the nodes' own clocks have moved on so far. */
  readonly elapse: (ms: number) => Promise<void>;
  /** Returns when all that was told until now has been heard. */
  /** How long the tombstone of a session will stay on a node. It may be gone afterwards. */
  readonly tombstoneLeftMs: (node: SessionNode, id: string) => Promise<number>;
  readonly allHeard: () => Promise<void>;
  readonly assertEverythingExpires: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Gives the nodes that the running test is about; only valid inside a test. */
export type Nodes = () => NodesUnderTest;
