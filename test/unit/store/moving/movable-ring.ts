import { Placement } from '../../../../src/ring/placement.ts';
import { begun, firstTopology, type RingChange } from '../../../../src/ring/ring-change.ts';
import type { Topology } from '../../../../src/ring/topology.ts';
import { MemorySessionNode } from '../../../../src/store/memory/memory-session-node.ts';
import type { RingToChange } from '../../../../src/store/moving/ring-to-change.ts';
import { drawChangeId } from '../../../../src/store/moving/settle-ring.ts';
import type { FencedOut, SessionNode } from '../../../../src/store/session-node.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { draftOf } from '../../../support/session-fixtures.ts';

/** A ring of nodes that are there, without anything that listens or looks for news. */
export class MovableRing implements RingToChange {
  readonly #nodes: ReadonlyMap<string, SessionNode>;
  readonly #listeners = new Set<(placement: Placement) => void>();
  #placement: Placement;

  constructor(topology: Topology, nodes: Iterable<SessionNode>) {
    this.#placement = new Placement(topology);
    this.#nodes = new Map(Array.from(nodes, (node) => [node.id, node]));
  }

  get placement(): Placement {
    return this.#placement;
  }

  node(id: string): SessionNode {
    const node = this.#nodes.get(id);
    if (!node) throw new RangeError(`There is no node ${id}`);
    return node;
  }

  async reconcile(refusal: FencedOut): Promise<void> {
    if (refusal.newer) await this.adopt(refusal.newer);
    else await this.ensureInstalled(refusal.nodeId);
  }

  async ensureInstalled(nodeId: string): Promise<void> {
    const outcome = await this.node(nodeId).install(this.#placement.topology);
    if ('topology' in outcome) await this.adopt(outcome.topology);
  }

  async lookAgain(): Promise<void> {
    for (const { id } of this.#placement.members) await this.ensureInstalled(id);
  }

  async adopt(topology: Topology): Promise<void> {
    if (topology.epoch <= this.#placement.epoch) return;
    const next = new Placement(topology);
    await Promise.all(next.members.map(({ id }) => this.node(id).install(topology)));
    if (topology.epoch <= this.#placement.epoch) return;
    this.#placement = next;
    for (const tell of this.#listeners) tell(next);
  }

  onChange(listener: (placement: Placement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async begin(change: RingChange): Promise<void> {
    await this.adopt(begun(this.#placement.topology, change, drawChangeId()));
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
  await ring.lookAgain();
  const ids = [];
  for (let i = 0; i < sessions; i++) {
    const draft = draftOf();
    const node = ring.node(ring.placement.ring.owner(draft.id));
    await node.create(draft, ring.placement.fence);
    ids.push(draft.id);
  }
  return { ring, nodes, clock, ids };
}
