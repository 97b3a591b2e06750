import type { NodeConfig } from '../../../src/config/gateway-config.ts';
import { openRing } from '../../../src/store/keeper/open-ring.ts';
import type { RingKeeper } from '../../../src/store/ring-keeper.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { SentinelNode } from '../../support/sentinel-node.ts';
import { noCredentials, silentLog } from '../ring/ring-fixtures.ts';

/** A ring of two masters, a and b, each with its own replica and Sentinels. */
export interface SentinelRing {
  readonly nodes: Readonly<Record<'a' | 'b', SentinelNode>>;
  readonly ring: RingKeeper;
  stop(): Promise<void>;
}

/** Opens it as a gateway does. @param waitReplicas As `RINGGATE_WAIT_REPLICAS`. */
export async function startSentinelRing(waitReplicas: number): Promise<SentinelRing> {
  const [a, b] = await Promise.all([
    SentinelNode.start({ name: 'first' }),
    SentinelNode.start({ name: 'second' }),
  ]);
  const ring = await openRing({
    nodes: [configOf('a', a), configOf('b', b)],
    credentials: noCredentials,
    waitReplicas,
    pollIntervalMs: 1_000,
    log: silentLog,
  });
  return {
    nodes: { a, b },
    ring,
    stop: async () => {
      await ring.close();
      await Promise.all([a.stop(), b.stop()]);
    },
  };
}

/** As it comes from `RINGGATE_NODES`. */
function configOf(id: string, node: SentinelNode, query = ''): NodeConfig {
  return { id, weight: 1, kind: 'redis+sentinel', url: node.url(query) };
}

/** Everything that a server keeps for the ring. */
export function ringHash(node: SentinelNode, server: RedisServer): Promise<unknown> {
  return node.ask(server, (client) => client.hgetall('ring'));
}

/** What a server holds of sessions: their counter `n`, 0 where there is none. */
export function countersOn(
  node: SentinelNode,
  server: RedisServer,
  ids: readonly string[],
): Promise<number[]> {
  return node.ask(server, (client) =>
    Promise.all(ids.map(async (id) => Number((await client.hget(`s:{${id}}`, 'n')) ?? '0'))),
  );
}
