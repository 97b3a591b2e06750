import { begun, firstTopology, type RingChange } from '../../../../src/ring/ring-change.ts';
import type { Topology } from '../../../../src/ring/topology.ts';
import { MemorySessionNode } from '../../../../src/store/memory/memory-session-node.ts';
import type { RingToChange } from '../../../../src/store/moving/ring-to-change.ts';
import { drawChangeId } from '../../../../src/store/moving/settle-ring.ts';
import type { SessionNode } from '../../../../src/store/session-node.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { RingOfNodes } from '../../../support/ring-of-nodes.ts';
import { draftOf } from '../../../support/session-fixtures.ts';

/** A ring of nodes that are there, on which changes begin. */
export class MovableRing extends RingOfNodes implements RingToChange {
  constructor(topology: Topology, nodes: readonly SessionNode[]) {
    super(nodes, topology);
  }

  async begin(change: RingChange): Promise<void> {
    await this.adopt(begun(this.placement.topology, change, drawChangeId()));
  }
}

/** A memory node on a ring. */
export function placedNode(id: string, weight = 1): { id: string; weight: number; url: string } {
  return { id, weight, url: `memory:#${id}` };
}

/** Memory nodes a, b and c, of which the first two are on the ring, with a number of sessions. */
export async function ringOfTwo(sessions: number): Promise<{
  readonly ring: MovableRing;
  readonly nodes: readonly MemorySessionNode[];
  readonly clock: ManualClock;
  readonly ids: readonly string[];
}> {
  const clock = new ManualClock();
  const nodes = ['a', 'b', 'c'].map((id) => new MemorySessionNode(id, clock));
  const ring = new MovableRing(firstTopology(['a', 'b'].map((id) => placedNode(id))), nodes);
  for (const { id } of ring.placement.members) await ring.ensureInstalled(id);
  const ids = [];
  for (let i = 0; i < sessions; i++) {
    const draft = draftOf();
    const node = ring.node(ring.placement.ring.owner(draft.id));
    await node.create(draft, ring.placement.fence);
    ids.push(draft.id);
  }
  return { ring, nodes, clock, ids };
}
