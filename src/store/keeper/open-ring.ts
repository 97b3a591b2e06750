import { firstTopology } from '../../ring/ring-change.ts';
import { RingKeeper } from '../ring-keeper.ts';
import { discoverRing, placeOf, type RingSearch } from './discover-ring.ts';
import { ringDifferences } from './ring-differences.ts';

/** What a process needs to serve a ring. */
export interface RingOptions extends RingSearch {
  /** How often members are asked for a newer topology. */
  readonly pollIntervalMs: number;
}

/**
 * Finds the ring that the configured nodes belong to, or makes the first one of them, and keeps up with it from then on.
 *
 * Nodes that do not answer are used when they do. What nodes know of the ring wins over the configuration; where they
 * differ, that is logged.
 *
 * @throws As {@link discoverRing}.
 */
export async function openRing({ pollIntervalMs, ...search }: RingOptions): Promise<RingKeeper> {
  const { nodes, topology } = await discoverRing(search);
  const places = search.nodes.map(placeOf);
  try {
    const keeper = await RingKeeper.open({
      nodes,
      topology: topology ?? firstTopology(places),
      isProvisional: topology === undefined,
      log: search.log,
    });
    await keeper.install();
    const differences = ringDifferences(places, keeper.placement.topology);
    if (differences.length > 0) {
      const { epoch } = keeper.placement;
      search.log.warn(
        { epoch },
        `RINGGATE_NODES differs from the ring, which is gone by: ${differences.join('; ')}`,
      );
    }
    // A ring in this process is changed by nobody.
    if (search.nodes.some(({ kind }) => kind !== 'memory')) keeper.pollEvery(pollIntervalMs);
    return keeper;
  } catch (error) {
    await nodes.closeAllBut(new Set());
    throw error;
  }
}
