import type { ArcLedger } from './arc-ledger.ts';
import { checkedNodes } from './checked-nodes.ts';
import { pointOfKey, pointsOfNode } from './points.ts';
import type { RingNode, RingNodeSpec, WeightedNode } from './ring-node.ts';
import { ringLength, RingTable } from './ring-table.ts';
import { arcTargets, worstShareError } from './share-error.ts';
import { sortPoints } from './sort-points.ts';
import { checkedTopologyNodes } from './topology.ts';
import { pointsOfAverageNode } from './density.ts';
import { tuneCounts } from './tune-counts.ts';
import { tuneOneCount } from './tune-one-count.ts';

/**
 * A weighted consistent-hash ring: decides on which node a key is kept.
 *
 * The same nodes make the same ring in every process, in whatever order they are given. Immutable: a change answers a
 * new ring, on which no key has moved between two nodes that the change does not name.
 */
export class HashRing {
  /** Sorted by id. */
  readonly nodes: readonly RingNode[];
  readonly #ids: readonly string[];
  readonly #table: RingTable;
  readonly #arcs: Float64Array;

  private constructor(nodes: readonly RingNode[], table: RingTable) {
    this.nodes = Object.freeze(nodes.map((node) => Object.freeze(node)));
    this.#ids = nodes.map(({ id }) => id);
    this.#table = table;
    this.#arcs = table.arcs(nodes.length);
  }

  /**
   * A new ring, its shares tuned together: each is within 0.1 % of its weight's part when the weights are within 1:100.
   *
   * Beyond that {@link HashRing.shareError} tells how near they came. Takes a few milliseconds for a handful of nodes,
   * and up to seconds for a hundred nodes of very different weights.
   *
   * @throws TypeError or RangeError for no nodes, more than 1,000, an id that is empty or given twice, a weight that is
   *   no positive whole number, or weights further apart than 1:1,000.
   */
  static create(specs: readonly RingNodeSpec[]): HashRing {
    const nodes = checkedNodes(specs);
    const [first, second] = nodes;
    if (first && !second)
      return HashRing.#from([{ id: first.id, weight: first.weight, points: pointsOfAverageNode }]);
    return HashRing.#tuned(nodes, tuneCounts(nodes));
  }

  /**
   * The very ring that these nodes made, whose counts were tuned once and kept.
   *
   * @throws TypeError or RangeError for nodes that no ring makes.
   */
  static fromNodes(nodes: readonly RingNode[]): HashRing {
    return HashRing.#from(checkedTopologyNodes(nodes));
  }

  static #from(nodes: readonly RingNode[]): HashRing {
    const lists = nodes.map(({ id, points }) => pointsOfNode(id, points));
    return new HashRing(nodes, new RingTable(sortPoints(lists)));
  }

  static #tuned(nodes: readonly WeightedNode[], ledger: ArcLedger): HashRing {
    const counted = nodes.map(({ id, weight }, at) => ({
      id,
      weight,
      points: ledger.counts[at] ?? 0,
    }));
    return new HashRing(counted, new RingTable(ledger.countedPoints()));
  }

  /** The id of the node that a key is kept on. Any string is a key, the empty one too. */
  owner(key: string): string {
    return this.#ids[this.#table.ownerAt(pointOfKey(key))] ?? '';
  }

  /**
   * The ring with one more node, which takes keys from all others.
   *
   * Only the new node's points are tuned, as near to its weight as can be: the others' shares keep their errors.
   *
   * @throws As {@link HashRing.create}, and for an id that the ring has already.
   */
  add(spec: RingNodeSpec): HashRing {
    const nodes = checkedNodes([...this.nodes, { ...spec, points: 0 }]);
    return HashRing.#tuned(nodes, tuneOneCount(nodes, spec.id));
  }

  /**
   * The ring without a node, whose keys go to all others.
   *
   * @throws RangeError for an id that the ring has not, and for its last node.
   */
  remove(id: string): HashRing {
    this.#mustHave(id);
    if (this.nodes.length === 1) {
      throw new RangeError(
        `id: ${JSON.stringify(id)} is the ring's last node; add another one before you remove it`,
      );
    }
    return HashRing.#from(this.nodes.filter((node) => node.id !== id));
  }

  /**
   * The ring with another weight for one node: keys move to it or from it, between no others.
   *
   * @throws RangeError for an id that the ring has not; for the weight as {@link HashRing.create}.
   */
  reweight(id: string, weight: number): HashRing {
    this.#mustHave(id);
    const nodes = checkedNodes(
      this.nodes.map((node) => (node.id === id ? { ...node, weight } : node)),
    );
    if (nodes.length === 1) return HashRing.#from(nodes);
    return HashRing.#tuned(nodes, tuneOneCount(nodes, id));
  }

  /** For each node's id the fraction of all keys that it owns, 0 to 1; exact, sorted by id. */
  shares(): ReadonlyMap<string, number> {
    return new Map(this.#ids.map((id, at) => [id, (this.#arcs[at] ?? 0) / ringLength]));
  }

  /**
   * How far the share that is furthest off is from its weight's part, relative to that part: 0.001 is 0.1 %.
   *
   * At most 0.001 for a new ring with weights within 1:100; more is worth a warning.
   */
  shareError(): number {
    return worstShareError(this.#arcs, arcTargets(this.nodes.map(({ weight }) => weight)));
  }

  #mustHave(id: string): void {
    if (this.#ids.includes(id)) return;
    const known = this.#ids.map((name) => JSON.stringify(name)).join(', ');
    throw new RangeError(`id: ${JSON.stringify(id)} is no node of the ring; it has ${known}`);
  }
}
