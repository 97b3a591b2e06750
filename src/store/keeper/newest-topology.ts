import type { Topology } from '../../ring/topology.ts';
import { RingError } from '../ring-error.ts';
import { compareTopologies } from './compare-topologies.ts';

/** A topology, and the node that has it. */
export interface FoundTopology {
  readonly nodeId: string;
  readonly topology: Topology;
}

/**
 * The newest of the topologies that nodes have.
 *
 * @returns Absent when there is none.
 * @throws {RingError} When they are not of one ring, or two different ones have the newest epoch; naming the nodes.
 */
export function newestTopology(found: readonly FoundTopology[]): Topology | undefined {
  const [first] = found;
  const other = found.find(({ topology }) => topology.ringId !== first?.topology.ringId);
  if (first && other) throw new RingError('RINGS_DIFFER', ringsDiffer(found));
  const [newest] = found.toSorted((one, two) => two.topology.epoch - one.topology.epoch);
  if (!newest) return undefined;
  const split = found.find(
    ({ topology }) => compareTopologies(newest.topology, topology) === 'split',
  );
  if (split) throw new RingError('RING_SPLIT', ringSplit(newest, split));
  return newest.topology;
}

function ringsDiffer(found: readonly FoundTopology[]): string {
  const ringIds = new Set(found.map(({ topology }) => topology.ringId));
  const parts = Array.from(ringIds, (ringId) => {
    const nodes = found.filter(({ topology }) => topology.ringId === ringId);
    return `ring ${ringId} on ${nodes.map(({ nodeId }) => nodeId).join(', ')}`;
  });
  return (
    `the nodes belong to different rings: ${parts.join('; ')}. Name the nodes of one ring only; ` +
    '`ringgate ring add --force` makes a node of another ring empty and takes it in'
  );
}

function ringSplit(one: FoundTopology, other: FoundTopology): string {
  return (
    `the ring has two changes of epoch ${one.topology.epoch}: ${one.topology.changeId} on ${one.nodeId}, ` +
    `${other.topology.changeId} on ${other.nodeId}. Decide which one holds, and delete the hash \`ring\` on the nodes ` +
    'that have the other one'
  );
}
