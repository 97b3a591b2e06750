import { randomBytes } from 'node:crypto';
import { settled } from '../../ring/ring-change.ts';
import type { Topology } from '../../ring/topology.ts';
import { isUnavailable } from '../../session/session-error.ts';
import { RingError } from '../ring-error.ts';
import { FencedOut } from '../fenced-out.ts';
import { StepFailed, type NodeVisits } from './node-visits.ts';
import type { RingToChange } from './ring-to-change.ts';

const changeIdBytes = 16;

/** Tells one attempt to change the ring from all others. */
export function drawChangeId(): string {
  return randomBytes(changeIdBytes).toString('base64url');
}

/**
 * Makes a ring stable whose records have all moved. Where somebody else did so first, that is as good.
 *
 * @param visits Of the moving placement.
 * @throws The reason of the visits' signal when it is aborted.
 */
export async function settleRing(ring: RingToChange, visits: NodeVisits): Promise<void> {
  const { placement } = visits;
  // A node that was away all the time may still be written to by the topology of before.
  for (const { id } of placement.members) {
    await visits.insist(() => visits.ensureInstalled(id));
  }
  const next = await decide(visits, settled(placement.topology, drawChangeId()));
  // The node that was removed too: gateways that still go by it learn of it there.
  await Promise.all(placement.members.map(({ id }) => tell(visits, id, next)));
  await visits.insist(() => visits.at(placement.coordinator, () => ring.adopt(next)));
}

/** @returns What comes after the moving topology: ours, or what somebody else was faster with. */
async function decide(visits: NodeVisits, wanted: Topology): Promise<Topology> {
  const { coordinator, fence } = visits.placement;
  const outcome = await visits.insist(() =>
    visits.at(coordinator, (node) => node.ring.install(wanted, fence)),
  );
  switch (outcome.state) {
    case 'installed':
      return wanted;
    case 'newer':
    case 'split':
      return outcome.topology;
    case 'foreign':
      throw new RingError(
        'RINGS_DIFFER',
        `the node ${coordinator} belongs to another ring by now; find out who put its document there`,
      );
  }
}

/** One that does not answer now is told when it is next used. */
async function tell(visits: NodeVisits, nodeId: string, topology: Topology): Promise<void> {
  try {
    await visits.at(nodeId, (node) => node.ring.install(topology));
  } catch (error) {
    const cause = error instanceof StepFailed ? error.cause : error;
    if (!isUnavailable(cause) && !(cause instanceof FencedOut)) throw cause;
  }
}
