import {
  discoverRing,
  placeOf,
  type DiscoveredRing,
  type RingSearch,
} from '../keeper/discover-ring.ts';
import type { OpenNodes } from '../keeper/open-nodes.ts';
import { RedisNodeError } from '../redis/redis-node-error.ts';
import { RingError } from '../ring-error.ts';
import { RingKeeper } from '../ring-keeper.ts';
import { memoryRefusal } from './next-topology.ts';
import { RingRefusal } from './ring-operations.ts';

/** A ring that is there already, open; and what opens more nodes. Closing the keeper closes all. */
export interface OperatedRing {
  readonly keeper: RingKeeper;
  readonly nodes: OpenNodes;
}

/**
 * Finds the ring that the configured nodes belong to. Makes none, and writes nothing.
 *
 * @throws {RingRefusal} When there is none, or its nodes cannot be used.
 */
export async function openOperatedRing(search: RingSearch): Promise<OperatedRing> {
  if (search.nodes.every(({ kind }) => kind === 'memory')) throw new RingRefusal(memoryRefusal);
  const { topology, nodes } = await found(search);
  try {
    if (!topology) throw new RingRefusal(await whyNone(search, nodes));
    const keeper = await RingKeeper.open({
      nodes,
      topology,
      isProvisional: false,
      log: search.log,
    });
    return { keeper, nodes };
  } catch (error) {
    await nodes.closeAllBut(new Set());
    throw error;
  }
}

async function found(search: RingSearch): Promise<DiscoveredRing> {
  try {
    return await discoverRing(search);
  } catch (error) {
    if (!(error instanceof RingError) && !(error instanceof RedisNodeError)) throw error;
    throw new RingRefusal(error.message, { cause: error });
  }
}

async function whyNone({ nodes: configured }: RingSearch, nodes: OpenNodes): Promise<string> {
  const opened = await Promise.all(configured.map((node) => nodes.open(placeOf(node))));
  const down = opened.filter(({ status }) => status === 'DOWN').map(({ id }) => id);
  const named = opened.map(({ id }) => id).join(', ');
  if (down.length === 0) {
    return `none of the nodes of RINGGATE_NODES (${named}) belongs to a ring yet; start a gateway with them first, which makes one`;
  }
  return `of the nodes of RINGGATE_NODES (${named}) ${down.join(', ')} did not answer, and no other one belongs to a ring; bring them back, or correct RINGGATE_NODES`;
}
