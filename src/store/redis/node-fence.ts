/** A fence as one node has it: with the id of the node, so that a server is never taken for another node of its ring. */
export function nodeFence(fence: string, nodeId: string): string {
  return `${fence} ${nodeId}`;
}
