import type { TopologyNode } from '../../ring/topology.ts';
import type { SessionNode } from '../session-node.ts';

/** A node as a topology names it. */
export type NodePlace = Pick<TopologyNode, 'id' | 'url'>;

/** Opens nodes and closes them. Whoever has it closes it. */
export interface OpenNodes {
  /**
   * Opens a node; the one that is open already when it has this id and this place. Returns within a second or so: one
   * that does not answer yet is used when it does.
   */
  open(place: NodePlace): Promise<SessionNode>;
  /** Why a node that answered cannot be used as it is set up; it stays DOWN, until it is opened again later. */
  faultOf(node: SessionNode): Error | undefined;
  /** Calls back each time that a node is UP after it was DOWN, its first time too. One listener. */
  onUp(listener: (node: SessionNode) => void): void;
  close(node: SessionNode): Promise<void>;
  closeAllBut(kept: ReadonlySet<SessionNode>): Promise<void>;
}
