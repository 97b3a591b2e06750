import type { Placement } from '../../ring/placement.ts';
import type { Topology } from '../../ring/topology.ts';
import { isUnavailable } from '../../session/session-error.ts';
import type { SessionNode } from '../session-node.ts';
import { InstalledNodes } from './installed-nodes.ts';
import type { RingComplaints } from './ring-complaints.ts';

/** Puts topologies on nodes, and remembers where they are. */
export class TopologyInstaller {
  readonly #installed = new InstalledNodes();
  readonly #complaints: RingComplaints;
  /** Of the topology that was made here, until a node has it. */
  #provisionalFence: string | undefined;

  /** @param provisionalFence Of a topology that was made here; absent when it was found on a node. */
  constructor(complaints: RingComplaints, provisionalFence: string | undefined) {
    this.#complaints = complaints;
    this.#provisionalFence = provisionalFence;
  }

  /** Whether a topology was made here and no node has it yet: then it gives way to whatever a node has. */
  isProvisional({ fence }: Placement): boolean {
    return fence === this.#provisionalFence;
  }

  /** Whether a node is known to have a topology now. @param fence Of that topology. */
  has(node: SessionNode, fence: string): boolean {
    return this.#installed.has(node, fence);
  }

  /** The node may have lost what was installed there. */
  forget(node: SessionNode): void {
    this.#installed.forget(node);
  }

  /** On all nodes at once; those that fail are left out. @returns The topology to take over instead, if there is one. */
  async installOnAll(
    nodes: readonly SessionNode[],
    placement: Placement,
  ): Promise<Topology | undefined> {
    const rest = [...nodes];
    // One by one until a node has it: processes with different lists that start at once on empty nodes meet on the
    // first node that both have, before either has written on many.
    while (this.isProvisional(placement)) {
      const node = rest.shift();
      if (!node) return undefined;
      const instead = await this.installOn(node, placement);
      if (instead) return instead;
    }
    const answers = await Promise.all(rest.map((node) => this.installOn(node, placement)));
    const [newest] = answers
      .filter((topology) => topology !== undefined)
      .sort((one, other) => other.epoch - one.epoch);
    return newest;
  }

  /** Never rejects: what fails is tried again later. @returns The topology to take over instead, if there is one. */
  async installOn(node: SessionNode, placement: Placement): Promise<Topology | undefined> {
    const { topology, fence } = placement;
    if (node.status === 'DOWN') return undefined;
    const noteInstalled = this.#installed.asking(node);
    try {
      const outcome = await node.ring.install(topology);
      if (outcome.state === 'installed') {
        if (fence === this.#provisionalFence) this.#provisionalFence = undefined;
        noteInstalled(fence);
        return undefined;
      }
      if (outcome.state === 'newer') return outcome.topology;
      if (outcome.state === 'foreign' && this.isProvisional(placement)) return outcome.topology;
      this.#complaints.disagreement(topology, outcome.topology, node.id);
    } catch (error) {
      if (!isUnavailable(error)) this.#complaints.failure(node.id, error);
    }
    return undefined;
  }
}
