import type { Placement } from '../../ring/placement.ts';
import { begun, type RingChange } from '../../ring/ring-change.ts';
import type { Topology } from '../../ring/topology.ts';
import { drawChangeId } from '../moving/settle-ring.ts';
import { isCluster, nodeAddress, nodeKindOf } from '../node-address.ts';
import { holdsCredentials } from '../node-credentials.ts';
import { describedChange } from './described-change.ts';
import { RingRefusal } from './ring-operations.ts';

/**
 * The topology with which a change begins.
 *
 * @throws {RingRefusal} When the ring cannot be changed like that, now or ever.
 */
export function nextTopology({ topology, isMoving }: Placement, change: RingChange): Topology {
  const urls = topology.nodes.map(({ url }) => url);
  if (change.kind === 'add') urls.push(change.node.url);
  if (urls.some((url) => isCluster(nodeKindOf(url)))) throw new RingRefusal(clusterRefusal);
  if (isMoving) {
    throw new RingRefusal(
      `the ring is moving (epoch ${topology.epoch}: ${describedChange(topology)}); let that change come to its end first: ringgate ring resume`,
    );
  }
  try {
    return begun(topology, addressed(change), drawChangeId());
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw new RingRefusal(error.message, { cause: error });
  }
}

/** One place is written in one way in a topology, and without a secret. */
function addressed(change: RingChange): RingChange {
  if (change.kind !== 'add') return change;
  const { url } = change.node;
  const kind = nodeKindOf(url);
  if (kind === 'memory') throw new RingRefusal(memoryRefusal);
  if (kind === undefined) {
    throw new RingRefusal(
      'url: it must be the URL of a Redis node, as in redis://host:6379/0; correct it',
    );
  }
  if (holdsCredentials(url)) {
    throw new RingRefusal(
      'url: it must hold no user and no password; give them in RINGGATE_NODES or RINGGATE_NODE_PASSWORD, as every gateway needs them too',
    );
  }
  return { ...change, node: { ...change.node, url: nodeAddress(url) } };
}

/** Why a ring of memory nodes stays as it is. */
export const memoryRefusal =
  'a ring of memory nodes lives in one process: its nodes cannot be added or removed while it runs';

const clusterRefusal =
  'a Redis Cluster stands alone: it places sessions by its own slots, so its ring never changes; add servers to it and move its slots by redis-cli --cluster';
