import type { Topology } from '../ring/topology.ts';

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
