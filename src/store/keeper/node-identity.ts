import { RedisSessionNode } from '../redis/redis-session-node.ts';
import type { SessionNode } from '../session-node.ts';

/** Which node of a ring a server says it is; `nobody`: of none yet. `silent`: it does not answer. */
export type NodeIdentity = 'itself' | 'another' | 'nobody' | 'silent';

/** Asks a node whether it is the one that it is taken for. */
export async function identityOf(node: SessionNode): Promise<NodeIdentity> {
  if (!(node instanceof RedisSessionNode)) return 'itself';
  try {
    const id = await node.readNodeId();
    if (id === undefined) return 'nobody';
    return id === node.id ? 'itself' : 'another';
  } catch {
    return 'silent';
  }
}
