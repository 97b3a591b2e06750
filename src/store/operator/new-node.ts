import type { Placement } from '../../ring/placement.ts';
import type { OpenNodes } from '../keeper/open-nodes.ts';
import { deleteOwnKeys, holdsRecords } from '../redis/own-keys.ts';
import { ringKey } from '../redis/record-codec.ts';
import { inspectNode } from '../redis/node-inspection.ts';
import { RedisSessionNode } from '../redis/redis-session-node.ts';
import { RingError } from '../ring-error.ts';
import type { SessionNode } from '../session-node.ts';
import type { Obstacle } from './obstacles.ts';
import { memoryRefusal } from './next-topology.ts';
import { RingRefusal } from './ring-operations.ts';

/** A node that is to come onto the ring. */
export class NewNode {
  readonly #node: RedisSessionNode;
  readonly #nodes: OpenNodes;

  private constructor(node: RedisSessionNode, nodes: OpenNodes) {
    this.#node = node;
    this.#nodes = nodes;
  }

  /** @throws {RingRefusal} When it is of a kind that no ring takes, refuses us, or does not answer. */
  static async open(
    place: { readonly id: string; readonly url: string },
    nodes: OpenNodes,
  ): Promise<NewNode> {
    const node = await nodes.open(place);
    if (!(node instanceof RedisSessionNode)) {
      await nodes.close(node);
      throw new RingRefusal(memoryRefusal);
    }
    const opened = new NewNode(node, nodes);
    const fault = nodes.faultOf(node);
    if (fault === undefined && node.status === 'UP') return opened;
    await opened.close();
    throw new RingRefusal(
      fault
        ? `url: ${fault.message.replace(/\.$/, '')}; put that right, then try again (sign-in comes from RINGGATE_NODES or RINGGATE_NODE_PASSWORD)`
        : `url: nothing that serves sessions answers at ${place.url}; start the server, or correct the URL`,
    );
  }

  get node(): RedisSessionNode {
    return this.#node;
  }

  /** What is in the way of its coming onto the ring; reads only. */
  async obstacles(
    { topology }: Placement,
    open: readonly SessionNode[],
  ): Promise<readonly Obstacle[]> {
    const id = this.#node.id;
    const ringId = await this.#ringId();
    const twin = await this.#twin(open, ringId === topology.ringId);
    if (twin !== undefined) {
      return [
        {
          kind: 'final',
          text: `url: it is the database of the node ${twin}, which the ring has; give the new node a database of its own`,
        },
      ];
    }
    const found: Obstacle[] = [];
    if (ringId !== undefined && ringId !== topology.ringId) {
      found.push({
        kind: 'forced',
        text: `the node ${id} belongs to another ring; make sure that no gateway uses it, then --force deletes Ringgate's keys there, and no others`,
      });
    }
    if (await holdsRecords(this.#node)) {
      found.push({
        kind: 'forced',
        text: `the node ${id} holds sessions, which would come back from the past; --force deletes Ringgate's keys there, and no others`,
      });
    }
    return found;
  }

  /** Deletes what Ringgate ever wrote there. */
  async wipe(): Promise<void> {
    await deleteOwnKeys(this.#node);
  }

  /**
   * Makes it a node of this ring, so that no other ring can take it meanwhile.
   *
   * @param stable The placement before the change; it does not name the node.
   * @throws {RingRefusal} When another ring was faster, or this ring has changed.
   */
  async claim(stable: Placement): Promise<void> {
    const before = await this.#node.ring.readNodeId();
    // It was removed from this ring, and comes back by another name.
    if (before !== this.#node.id && (await this.#ringId()) === stable.topology.ringId) {
      await this.#node.ask((client) => client.del(ringKey));
    }
    const outcome = await this.#node.ring.install(stable.topology);
    if (outcome.state === 'installed') return;
    const { id } = this.#node;
    throw new RingRefusal(
      outcome.state === 'foreign'
        ? `the node ${id} has been taken by another ring just now; stop the gateways that use it, or take another one`
        : `the ring has changed meanwhile (the node ${id} knows epoch ${outcome.topology.epoch}); look at ringgate ring status, then try again`,
    );
  }

  async close(): Promise<void> {
    await this.#nodes.close(this.#node);
  }

  /** The node of this ring whose database it is. @param isOfRing Whether it has a document of this ring. */
  async #twin(others: readonly SessionNode[], isOfRing: boolean): Promise<string | undefined> {
    const itself = isOfRing ? await this.#node.ring.readNodeId() : undefined;
    const open = others.filter((other) => other !== this.#node);
    if (itself !== this.#node.id && open.some(({ id }) => id === itself)) return itself;
    const { database } = await inspectNode(this.#node);
    if (database === undefined) return undefined;
    for (const other of others) {
      if (other === this.#node || !(other instanceof RedisSessionNode)) continue;
      if (other.status === 'UP' && (await inspectNode(other)).database === database)
        return other.id;
    }
    return undefined;
  }

  /** Of the ring that it belonged to; empty when what it has is no document. */
  async #ringId(): Promise<string | undefined> {
    try {
      return (await this.#node.ring.readTopology())?.ringId;
    } catch (error) {
      if (error instanceof RingError) return '';
      throw error;
    }
  }
}
