import type { HashRing } from '../ring/hash-ring.ts';
import { systemClock } from '../session/clock.ts';
import type { RateLimiter } from '../session/rate-limiter.ts';
import { createRateLimiter } from './create-rate-limiter.ts';
import { MemorySessionNode } from './memory/memory-session-node.ts';
import type { NodeLog } from './node-log.ts';
import type { NodesById } from './nodes-by-id.ts';
import { RedisSessionNode } from './redis/redis-session-node.ts';
import type { SessionNode } from './session-node.ts';

/** Where a node is. */
export interface NodeSpec {
  readonly id: string;
  readonly kind: 'memory' | 'redis' | 'rediss' | 'redis+unix';
  /** Absent for `memory`. May hold credentials. */
  readonly url: string | undefined;
}

/** The nodes of a ring, open. */
export interface OpenNodes {
  readonly nodes: NodesById;
  /** Counts on the nodes that are shared between gateways, and in this process for the others. */
  readonly limiter: RateLimiter;
  close(): Promise<void>;
}

/**
 * Opens every node. One that does not answer yet is used when it does.
 *
 * @throws When a node answers that it cannot be used: a Redis too old, or a wrong password.
 */
export async function openNodes(
  specs: readonly NodeSpec[],
  ring: HashRing,
  log: NodeLog,
): Promise<OpenNodes> {
  const nodes = new Map<string, SessionNode>();
  const close = async (): Promise<void> => {
    await Promise.all([...nodes.values()].map((node) => node.close()));
  };
  try {
    await Promise.all(
      specs.map(async ({ id, kind, url }) => {
        if (kind === 'memory' || url === undefined) {
          nodes.set(id, new MemorySessionNode(id, systemClock));
          return;
        }
        const node = new RedisSessionNode({ id, kind, url, log });
        nodes.set(id, node);
        await node.connect();
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { nodes, limiter: createRateLimiter(ring, nodes, systemClock), close };
}
