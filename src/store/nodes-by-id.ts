import type { SessionNode } from './session-node.ts';

/** The nodes of a ring by their ids. */
export type NodesById = ReadonlyMap<string, SessionNode>;

/** @throws {RangeError} There is none of this id: the ring and its nodes were not made from one configuration. */
export function nodeAt(nodes: NodesById, id: string): SessionNode {
  const node = nodes.get(id);
  if (!node) throw new RangeError(`The ring has a node ${JSON.stringify(id)} that was not given`);
  return node;
}
