import { HashRing } from './hash-ring.ts';
import type { Topology, TopologyNode } from './topology.ts';

/** Where a key is: `dst` owns it; `src` owned it before, absent when that was the same node or the ring is stable. */
export interface Owners {
  readonly dst: string;
  readonly src: string | undefined;
}

/** Where every key is kept as long as one topology holds. Immutable. */
export class Placement {
  readonly topology: Topology;
  /** What nodes are shown with each command: `<epoch> <change id>`. */
  readonly fence: string;
  /** The ring of `nodes`. */
  readonly ring: HashRing;
  /** All nodes that may hold records: those of `nodes` and those of `from`, sorted by id. */
  readonly members: readonly TopologyNode[];
  readonly #before: HashRing | undefined;

  /** @throws TypeError or RangeError for a topology that no ring makes. */
  constructor(topology: Topology) {
    const { nodes, from } = topology;
    this.topology = topology;
    this.fence = fenceOf(topology);
    this.ring = HashRing.fromNodes(nodes);
    this.#before = from && HashRing.fromNodes(from);
    const byId = new Map([...(from ?? []), ...nodes].map((node) => [node.id, node]));
    this.members = [...byId.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  get epoch(): number {
    return this.topology.epoch;
  }

  get isMoving(): boolean {
    return this.#before !== undefined;
  }

  /** The node of a stable ring that decides, by compare-and-set, which change comes next: the first by id. */
  get coordinator(): string {
    return this.ring.nodes[0]?.id ?? '';
  }

  owners(key: string): Owners {
    const dst = this.ring.owner(key);
    const src = this.#before?.owner(key);
    return { dst, src: src === dst ? undefined : src };
  }

  /** The node that owned a key before the change, or owns it in a stable ring. */
  ownerBefore(key: string): string {
    return (this.#before ?? this.ring).owner(key);
  }
}

/** How a topology is named to a node with each command. Neither part holds a space. */
export function fenceOf({ epoch, changeId }: Pick<Topology, 'epoch' | 'changeId'>): string {
  return `${epoch} ${changeId}`;
}
