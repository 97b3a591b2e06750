import { firstTopology } from '../../src/ring/ring-change.ts';
import { Placement } from '../../src/ring/placement.ts';
import type { Topology } from '../../src/ring/topology.ts';
import type { CurrentRing } from '../../src/store/current-ring.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';
import type { FencedOut } from '../../src/store/fenced-out.ts';
import type { SessionNode } from '../../src/store/session-node.ts';

/** A ring that a test makes of nodes that it has; it changes when the test says so, or a node does. */
export class RingOfNodes implements CurrentRing {
  readonly #nodes: ReadonlyMap<string, SessionNode>;
  readonly #listeners = new Set<(placement: Placement) => void>();
  #placement: Placement;

  /** @param topology Of these nodes or some of them; by default the first one that has all of them. */
  constructor(nodes: readonly SessionNode[], topology?: Topology) {
    this.#nodes = new Map(nodes.map((node) => [node.id, node]));
    this.#placement = new Placement(topology ?? firstTopologyOf(nodes.map(({ id }) => ({ id }))));
  }

  get placement(): Placement {
    return this.#placement;
  }

  node(id: string): SessionNode {
    const node = this.#nodes.get(id);
    if (node === undefined) throw new RangeError(`There is no node ${id}`);
    return node;
  }

  /** Goes by this topology from now on, on every node that answers. */
  async adopt(topology: Topology): Promise<void> {
    const placement = new Placement(topology);
    await Promise.allSettled(
      placement.members.map(({ id }) => this.node(id).ring.install(topology)),
    );
    // A node that tells of the install may have been quicker.
    if (topology.epoch <= this.#placement.epoch) return;
    this.#placement = placement;
    for (const tell of this.#listeners) tell(placement);
  }

  async reconcile({ nodeId, newer }: FencedOut): Promise<void> {
    if (newer !== undefined) await this.adopt(newer);
    else await this.ensureInstalled(nodeId);
  }

  async ensureInstalled(nodeId: string): Promise<void> {
    const outcome = await this.node(nodeId).ring.install(this.#placement.topology);
    if (outcome.state === 'newer') await this.adopt(outcome.topology);
  }

  async lookAgain(): Promise<void> {
    for (const { id } of this.#placement.members) {
      const there = await this.node(id)
        .ring.readTopology()
        .catch(() => undefined);
      if (there !== undefined && there.epoch > this.#placement.epoch) await this.adopt(there);
    }
  }

  onChange(listener: (placement: Placement) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** Some place of a node that a test has in its hands. */
export function placeOf(id: string): string {
  return `redis://${id}.test:6379`;
}

/** The first topology of nodes that a test has in its hands. */
export function firstTopologyOf(
  nodes: readonly { readonly id: string; readonly weight?: number }[],
): Topology {
  return firstTopology(nodes.map(({ id, weight = 1 }) => ({ id, weight, url: 'memory:' })));
}

const stores = new WeakMap<SessionNode, RingSessionStore>();

/** The store that is nothing but this node. */
export function storeOn(node: SessionNode): RingSessionStore {
  const store = stores.get(node) ?? new RingSessionStore(new RingOfNodes([node]));
  stores.set(node, store);
  return store;
}
