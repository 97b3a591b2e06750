import { RedisClusterNode } from '../redis/cluster/redis-cluster-node.ts';
import { RedisSessionNode } from '../redis/redis-session-node.ts';
import type { SessionNode } from '../session-node.ts';

/** What a server says it is; `nobody`: no node of any ring yet. `silent`: it does not answer, or nothing that makes sense. */
export type NodeIdentity =
  | { readonly state: 'another' | 'nobody' | 'silent' }
  | {
      readonly state: 'itself';
      /** Of its topology. */
      readonly epoch: number;
      /** Whether that topology has it: one that was removed says for ever which node it was. */
      readonly isMember: boolean;
    };

/** Asks a node whether it is the one that it is taken for. */
export async function identityOf(node: SessionNode): Promise<NodeIdentity> {
  if (!(node instanceof RedisSessionNode) && !(node instanceof RedisClusterNode))
    return { state: 'itself', epoch: 0, isMember: true };
  try {
    const [id, topology] = await Promise.all([node.ring.readNodeId(), node.ring.readTopology()]);
    if (id === undefined) return { state: 'nobody' };
    if (id !== node.id) return { state: 'another' };
    const isMember = topology?.nodes.some((member) => member.id === id) === true;
    return { state: 'itself', epoch: topology?.epoch ?? 0, isMember };
  } catch {
    return { state: 'silent' };
  }
}

/**
 * Which of two servers is the node: that of the list, unless it is another node, or the document's is the node and it is not,
 * or not any more. Two servers as one node would fork its sessions.
 *
 * @param listed No member.
 */
export function isAtOther(listed: NodeIdentity, other: NodeIdentity): boolean {
  if (listed.state === 'another') return true;
  if (other.state !== 'itself') return false;
  return listed.state !== 'itself' || listed.epoch <= other.epoch;
}
