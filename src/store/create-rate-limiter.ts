import type { Clock } from '../session/clock.ts';
import type { RateLimiter } from '../session/rate-limiter.ts';
import type { CurrentRing } from './current-ring.ts';
import { MemoryRateLimiter } from './memory/memory-rate-limiter.ts';
import { RedisClusterNode } from './redis/cluster/redis-cluster-node.ts';
import { RedisRateLimiter } from './redis/redis-rate-limiter.ts';
import { RedisSessionNode } from './redis/redis-session-node.ts';
import { RingRateLimiter, type CountingNode } from './ring-rate-limiter.ts';
import type { SessionNode } from './session-node.ts';

/**
 * A limiter that counts on those nodes of a ring that are Redis servers or a Redis Cluster, for all gateways together; what
 * belongs to the others it counts in this process.
 *
 * @param clock For the windows of what is counted in this process.
 */
export function createRateLimiter(
  ring: Pick<CurrentRing, 'placement' | 'node'>,
  clock: Clock,
): RateLimiter {
  const counting = new WeakMap<SessionNode, CountingNode>();
  const countingOn = (node: SessionNode): CountingNode | undefined => {
    if (!(node instanceof RedisSessionNode) && !(node instanceof RedisClusterNode))
      return undefined;
    const known = counting.get(node) ?? countingNode(node);
    counting.set(node, known);
    return known;
  };
  return new RingRateLimiter(
    (key) => countingOn(ring.node(ring.placement.owners(key).dst)),
    new MemoryRateLimiter(clock),
  );
}

function countingNode(node: RedisSessionNode | RedisClusterNode): CountingNode {
  return {
    get status() {
      // Counting here is better than waiting for a node that may be hanging.
      return node instanceof RedisSessionNode && node.isLate ? 'DOWN' : node.status;
    },
    limiter: new RedisRateLimiter(node),
  };
}
