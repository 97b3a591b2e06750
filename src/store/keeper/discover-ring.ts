import type { NodeConfig, NodeCredentials } from '../../config/gateway-config.ts';
import { Placement } from '../../ring/placement.ts';
import type { Topology } from '../../ring/topology.ts';
import { isUnavailable } from '../../session/session-error.ts';
import { nodeAddress } from '../node-address.ts';
import { RingError } from '../ring-error.ts';
import type { SessionNode } from '../session-node.ts';
import { newestTopology, type FoundTopology } from './newest-topology.ts';
import { NodePool, type NodePoolOptions } from './node-pool.ts';
import type { NodePlace, OpenNodes } from './open-nodes.ts';
import type { RingLog } from './ring-log.ts';

/** Where a ring is looked for. */
export interface RingSearch extends Pick<
  NodePoolOptions,
  'maxCommandsPerNode' | 'waitReplicas' | 'observer'
> {
  /** As they are configured. */
  readonly nodes: readonly NodeConfig[];
  /** For nodes whose URL holds none. */
  readonly credentials: NodeCredentials;
  readonly log: RingLog;
}

/** What was found. */
export interface DiscoveredRing {
  /** The newest topology that any node has; absent when none has one, or none answers. */
  readonly topology: Topology | undefined;
  /** The configured nodes and the members of the topology, and those of older ones, open. The caller closes them. */
  readonly nodes: OpenNodes;
}

/**
 * Opens the configured nodes, and those that their topologies name, and looks for the newest topology. Writes nothing.
 * Takes about a second for each round in which a node does not answer.
 *
 * @throws {RingError} When the nodes are not of one ring, or what a node has is no topology.
 * @throws When a node answers that it cannot be used: a Redis too old, or a wrong password.
 */
export async function discoverRing({
  nodes: configured,
  credentials,
  log,
  maxCommandsPerNode,
  waitReplicas,
  observer,
}: RingSearch): Promise<DiscoveredRing> {
  const nodes = new NodePool({
    configured,
    credentials,
    log,
    maxCommandsPerNode,
    waitReplicas,
    observer,
  });
  try {
    return { topology: await discoverTopology(nodes, configured.map(placeOf)), nodes };
  } catch (error) {
    await nodes.closeAllBut(new Set());
    throw error;
  }
}

/** A configured node as a topology names it. */
export function placeOf({ id, weight, url }: NodeConfig): NodePlace & { readonly weight: number } {
  return { id, weight, url: url === undefined ? 'memory:' : nodeAddress(url) };
}

/** As {@link discoverRing}, over nodes that somebody else opens and closes. */
export async function discoverTopology(
  nodes: OpenNodes,
  places: readonly NodePlace[],
): Promise<Topology | undefined> {
  const asked = new Set<string>();
  const found: FoundTopology[] = [];
  for (let next = places; ;) {
    const answers = await Promise.all(next.map((place) => ask(nodes, place)));
    found.push(...answers.filter((answer) => answer !== undefined));
    for (const place of next) asked.add(keyOf(place));
    const newest = newestTopology(found);
    if (!newest) return undefined;
    // A member may have heard of a change that none of the configured nodes belongs to any more.
    next = new Placement(newest).members.filter((place) => !asked.has(keyOf(place)));
    if (next.length === 0) return newest;
  }
}

async function ask(nodes: OpenNodes, place: NodePlace): Promise<FoundTopology | undefined> {
  const node = await nodes.open(place);
  const fault = nodes.faultOf(node);
  if (fault) throw fault;
  const topology = await readTopology(node);
  return topology && { nodeId: node.id, topology };
}

/** Absent also when the node does not answer. */
async function readTopology(node: SessionNode): Promise<Topology | undefined> {
  try {
    return await node.ring.readTopology();
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    if (!(error instanceof RingError)) throw error;
    throw new RingError(error.code, `the node ${node.id}: ${error.message}`, { cause: error });
  }
}

function keyOf({ id, url }: NodePlace): string {
  return `${id} ${nodeAddress(url)}`;
}
