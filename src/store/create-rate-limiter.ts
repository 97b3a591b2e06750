import type { HashRing } from '../ring/hash-ring.ts';
import type { Clock } from '../session/clock.ts';
import type { RateLimiter } from '../session/rate-limiter.ts';
import { MemoryRateLimiter } from './memory/memory-rate-limiter.ts';
import type { NodesById } from './nodes-by-id.ts';
import { RedisRateLimiter } from './redis/redis-rate-limiter.ts';
import { RedisSessionNode } from './redis/redis-session-node.ts';
import { RingRateLimiter, type CountingNode } from './ring-rate-limiter.ts';

/**
 * A limiter that counts on those nodes of a ring that are Redis servers, for all gateways together; what belongs to the
 * others it counts in this process.
 *
 * @param clock For the windows of what is counted in this process.
 */
export function createRateLimiter(ring: HashRing, nodes: NodesById, clock: Clock): RateLimiter {
  const counting = new Map<string, CountingNode>();
  for (const node of nodes.values()) {
    if (!(node instanceof RedisSessionNode)) continue;
    const limiter = new RedisRateLimiter(node);
    counting.set(node.id, {
      get status() {
        return node.status;
      },
      limiter,
    });
  }
  return new RingRateLimiter(ring, counting, new MemoryRateLimiter(clock));
}
