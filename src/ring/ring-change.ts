import { hash } from 'node:crypto';
import { HashRing } from './hash-ring.ts';
import type { RingNode } from './ring-node.ts';
import type { Topology, TopologyNode } from './topology.ts';

/** What an operator wants changed. One node at a time: keys move from it or to it, between no others. */
export type RingChange =
  | { readonly kind: 'add'; readonly node: PlacedNode }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'reweight'; readonly id: string; readonly weight: number };

/** A node that is to be put on the ring. */
export type PlacedNode = Omit<TopologyNode, 'points'>;

/** Of a ring's first topology: 132 bits, in base64url. */
const digestLength = 22;

/**
 * Epoch 1 of the ring that these nodes make.
 *
 * The same for the same nodes in whatever order, its ids too, so processes that start at once on empty nodes agree without
 * asking each other.
 *
 * @throws TypeError or RangeError as {@link HashRing.create}.
 */
export function firstTopology(specs: readonly PlacedNode[]): Topology {
  const nodes = placed(HashRing.create(specs).nodes, specs);
  const facts = nodes.map(({ id, weight, points, url }) => [id, weight, points, url]);
  const digest = hash('sha256', JSON.stringify(facts), 'base64url').slice(0, digestLength);
  return { ringId: digest, epoch: 1, changeId: digest, nodes };
}

/**
 * The topology with which a change begins: moving, one epoch on.
 *
 * @param changeId Without a space; another one for each attempt.
 * @throws RangeError that names the value and the way out: for a ring that is moving, an id or URL that is taken or
 *   unknown, the last node, a weight that is out of range or the one it has.
 */
export function begun(topology: Topology, change: RingChange, changeId: string): Topology {
  const { ringId, epoch, nodes, from } = topology;
  if (from) {
    throw new RangeError(
      `the ring is moving already (epoch ${epoch}); let that change come to its end first`,
    );
  }
  const ring = changed(HashRing.fromNodes(nodes), change);
  const specs = change.kind === 'add' ? [...nodes, change.node] : nodes;
  if (change.kind === 'add') checkPlace(change.node, nodes);
  return { ringId, epoch: epoch + 1, changeId, nodes: placed(ring.nodes, specs), from: nodes };
}

/**
 * The topology with which a change ends: stable, one epoch on.
 *
 * @param changeId Without a space; another one for each attempt.
 * @throws RangeError for a ring that is not moving.
 */
export function settled(topology: Topology, changeId: string): Topology {
  const { ringId, epoch, nodes, from } = topology;
  if (!from)
    throw new RangeError(`the ring is not moving (epoch ${epoch}); there is no change to end`);
  return { ringId, epoch: epoch + 1, changeId, nodes };
}

/** Two nodes at one place would take each other's records for copies that may be deleted. */
function checkPlace({ id, url }: PlacedNode, nodes: readonly TopologyNode[]): void {
  const other = nodes.find((node) => node.url === url);
  if (!other) return;
  throw new RangeError(
    `url: ${url} of node ${JSON.stringify(id)} is that of node ${JSON.stringify(other.id)}; ` +
      'each node needs a place of its own',
  );
}

function changed(ring: HashRing, change: RingChange): HashRing {
  switch (change.kind) {
    case 'add': {
      const { id, weight } = change.node;
      if (ring.nodes.some((node) => node.id === id)) {
        throw new RangeError(
          `id: ${JSON.stringify(id)} is a node of the ring already; give the new one another id`,
        );
      }
      return ring.add({ id, weight });
    }
    case 'remove':
      return ring.remove(change.id);
    case 'reweight': {
      const { id, weight } = change;
      if (ring.nodes.some((node) => node.id === id && node.weight === weight)) {
        throw new RangeError(
          `weight: ${weight} is what node ${JSON.stringify(id)} has; there is nothing to change`,
        );
      }
      return ring.reweight(id, weight);
    }
  }
}

function placed(nodes: readonly RingNode[], specs: readonly PlacedNode[]): TopologyNode[] {
  const urls = new Map(specs.map(({ id, url }) => [id, url]));
  return nodes.map(({ id, weight, points }) => ({ id, weight, points, url: urls.get(id) ?? '' }));
}
