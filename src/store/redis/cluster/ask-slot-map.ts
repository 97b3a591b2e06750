import type { Redis } from 'ioredis';
import { createRedisClient } from '../redis-client.ts';
import { RedisNodeError } from '../redis-node-error.ts';
import { accessError } from '../server-check.ts';
import { readSlotMap, type SlotMap } from './slot-map.ts';

/** Asks a server that is connected to. @param host Where it is. @throws {RedisNodeError} When it is in no cluster. */
export async function askSlotMap(nodeId: string, host: string, client: Redis): Promise<SlotMap> {
  try {
    return readSlotMap(await client.cluster('SLOTS'), host);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('cluster support disabled'))
      throw error;
    throw new RedisNodeError(
      'REDIS_NO_CLUSTER',
      `the node ${nodeId}: ${host} is in no Redis Cluster; start it with cluster-enabled, or name it by redis://`,
    );
  }
}

/**
 * Asks a server on a connection that is there only for that.
 *
 * @param url As {@link createRedisClient} takes it.
 * @throws {RedisNodeError} When it answers that it is of no use; any other error when it does not answer in time.
 */
export async function askSlotMapOnce(nodeId: string, host: string, url: string): Promise<SlotMap> {
  const client = createRedisClient(url);
  let refusal: RedisNodeError | undefined;
  client.on('error', (error: Error) => {
    refusal ??= accessError(nodeId, error);
  });
  try {
    await client.connect();
    return await askSlotMap(nodeId, host, client);
  } catch (error) {
    throw refusal ?? (error instanceof Error ? accessError(nodeId, error) : undefined) ?? error;
  } finally {
    client.disconnect();
  }
}
