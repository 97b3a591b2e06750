import { keySlot } from '../../../src/store/redis/cluster/key-slot.ts';
import { slotCount } from '../../../src/store/redis/cluster/slot-map.ts';
import type { RedisCluster } from '../../support/redis-cluster.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { drawId, drawUserId } from '../../support/session-fixtures.ts';

/** A new id whose session is on this master. */
export async function drawIdOn(cluster: RedisCluster, master: RedisServer): Promise<string> {
  return drawOn(cluster, master, drawId, (id) => `s:{${id}}`);
}

/** A new user whose index is on this master. */
export async function drawUserOn(cluster: RedisCluster, master: RedisServer): Promise<string> {
  return drawOn(cluster, master, drawUserId, (userId) => `u:{${userId}}`);
}

async function drawOn(
  cluster: RedisCluster,
  master: RedisServer,
  draw: () => string,
  keyOf: (drawn: string) => string,
): Promise<string> {
  for (let draws = 0; draws < slotCount; draws += 1) {
    const drawn = draw();
    if ((await cluster.ownerOf(keySlot(keyOf(drawn)))) === master) return drawn;
  }
  throw new Error('The master has no slots');
}
