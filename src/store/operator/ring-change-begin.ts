import type { Placement } from '../../ring/placement.ts';
import { flows } from '../../ring/flows.ts';
import type { Topology } from '../../ring/topology.ts';
import { isUnavailable } from '../../session/session-error.ts';
import { NodeVisits, StepFailed } from '../moving/node-visits.ts';
import type { RingToChange } from '../moving/ring-to-change.ts';
import { sweepStrays } from '../moving/sweep-strays.ts';
import { FencedOut } from '../fenced-out.ts';
import type { InstallOutcome } from '../ring-memory.ts';
import { describedChange } from './described-change.ts';
import { RingRefusal } from './ring-operations.ts';

const maxAttempts = 3;

/**
 * Removes what the nodes that gain keys hold without owning it.
 *
 * @throws {RingRefusal} When one does not answer, or the ring changes meanwhile.
 */
export async function sweepGainingNodes(
  ring: RingToChange,
  stable: Placement,
  next: Topology,
): Promise<void> {
  const visits = new NodeVisits(ring, stable, new AbortController().signal);
  const members = new Set(stable.members.map(({ id }) => id));
  const gaining = new Set(flows(next).map(({ dst }) => dst));
  await asRefusal(async () => {
    for (const id of members) await visits.at(id, () => ring.ensureInstalled(id));
    for (const id of gaining) if (members.has(id)) await sweepStrays(visits, id);
  });
}

/**
 * Makes a change the one that comes next, if nobody was faster: compare-and-set on one node.
 *
 * @throws {RingRefusal} When another change came first.
 */
export async function decideChange(
  ring: RingToChange,
  stable: Placement,
  next: Topology,
): Promise<void> {
  const node = ring.node(stable.coordinator);
  const outcome = await answered(() => node.ring.install(next, stable.fence), node.id);
  if (outcome.state === 'installed') return;
  const { epoch } = outcome.topology;
  const what = describedChange(outcome.topology);
  throw new RingRefusal(
    outcome.state === 'foreign'
      ? `the node ${node.id} belongs to another ring by now; find out who put its document there`
      : `another change came first (epoch ${epoch}: ${what}); look at ringgate ring status, and try again when the ring is stable`,
  );
}

/** Repeats a step that may be done twice, until it is known what came of it. */
async function answered(
  step: () => Promise<InstallOutcome>,
  nodeId: string,
): Promise<InstallOutcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      if (error instanceof FencedOut) throw changedMeanwhile();
      if (!isUnavailable(error)) throw error;
      if (attempt < maxAttempts) continue;
      throw new Error(
        `the node ${nodeId}, which decides on changes, did not answer: whether the change has begun is not known; look at ringgate ring status`,
        { cause: error },
      );
    }
  }
}

async function asRefusal(steps: () => Promise<void>): Promise<void> {
  try {
    await steps();
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    const { nodeId, cause } = error;
    if (cause instanceof FencedOut) throw changedMeanwhile();
    if (!isUnavailable(cause)) throw cause;
    throw new RingRefusal(`the node ${nodeId} stopped answering; bring it back, then try again`);
  }
}

function changedMeanwhile(): RingRefusal {
  return new RingRefusal(
    'the ring has changed meanwhile; look at ringgate ring status, then try again',
  );
}
