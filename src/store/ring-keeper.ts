import { Placement } from '../ring/placement.ts';
import type { Topology } from '../ring/topology.ts';
import { isUnavailable } from '../session/session-error.ts';
import { answerWithin } from './answer-within.ts';
import type { CurrentRing } from './current-ring.ts';
import { compareTopologies } from './keeper/compare-topologies.ts';
import { KeptNodes } from './keeper/kept-nodes.ts';
import type { OpenNodes } from './keeper/open-nodes.ts';
import { RingComplaints } from './keeper/ring-complaints.ts';
import type { RingLog } from './keeper/ring-log.ts';
import { RingLookout } from './keeper/ring-lookout.ts';
import { TopologyInstaller } from './keeper/topology-installer.ts';
import { unavailable } from './redis/reply-error.ts';
import type { FencedOut } from './fenced-out.ts';
import type { SessionNode } from './session-node.ts';

/** How long a request waits for a topology to be taken over: opening a node takes a second, installing another. */
const takeOverMs = 3_000;

/** Rounds in which a node and this process find out that one of them is behind. */
const maxRounds = 5;

const defaultLingerMs = 5_000;

/** What a keeper needs. */
export interface RingKeeperOptions {
  /** Closed by the keeper. */
  readonly nodes: OpenNodes;
  /** To begin with. */
  readonly topology: Topology;
  /** Whether it was made here and no node has it yet: then it gives way to whatever a node has. */
  readonly isProvisional: boolean;
  readonly log: RingLog;
  /** How long a node stays open that is no member any more, since steps may be under way there; 5 s when absent. */
  readonly lingerMs?: number;
}

/**
 * Knows the newest topology that this process has heard of, has its members open, and sees to it that they have it
 * before anything goes by it (docs/ring-change.md).
 *
 * A member that does not answer then gets it when it is used next, or answers again. One topology is taken over at a time.
 */
export class RingKeeper implements CurrentRing {
  readonly #nodes: KeptNodes;
  readonly #installer: TopologyInstaller;
  readonly #complaints: RingComplaints;
  readonly #log: RingLog;
  readonly #lookout = new RingLookout(() => this.#lookAtAll());
  readonly #listeners = new Set<(placement: Placement) => void>();
  readonly #settling = new Map<SessionNode, Promise<void>>();
  #placement: Placement;
  #queue: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor({ nodes, topology, isProvisional, log, lingerMs }: RingKeeperOptions) {
    this.#nodes = new KeptNodes(nodes, lingerMs ?? defaultLingerMs);
    this.#placement = new Placement(topology);
    this.#log = log;
    this.#complaints = new RingComplaints(log);
    this.#installer = new TopologyInstaller(
      this.#complaints,
      isProvisional ? this.#placement.fence : undefined,
    );
    nodes.onUp((node) => {
      this.#installer.forget(node);
      if (this.#nodes.isMember(node)) this.#settleSoon(node);
    });
  }

  /**
   * Opens the members of a topology, and closes what else is open. Nothing is written until
   * {@link RingKeeper.install} is called or a step is refused.
   */
  static async open(options: RingKeeperOptions): Promise<RingKeeper> {
    const keeper = new RingKeeper(options);
    keeper.#nodes.replace(await keeper.#nodes.open(keeper.#placement.members));
    await keeper.#nodes.closeOthers();
    return keeper;
  }

  get placement(): Placement {
    return this.#placement;
  }

  node(id: string): SessionNode {
    return this.#nodes.at(id);
  }

  /**
   * Installs the topology on its members, or takes over the newer one that one of them has: before anything goes by it.
   *
   * @throws {RingError} `RINGS_DIFFER` when a member has another ring's, `NODE_IS_ANOTHER` when it is another node.
   */
  async install(): Promise<void> {
    await this.#enqueue(() => this.#takeOver(this.#placement.topology));
    const { foreigner } = this.#complaints;
    if (foreigner) throw foreigner;
  }

  /**
   * Goes by a topology from now on, if it is a newer one of this ring: it is installed on all members first, and those
   * that don't answer by then get it later.
   *
   * @param nodeId Where it comes from, for the log.
   */
  adopt(topology: Topology, nodeId = 'another node'): Promise<void> {
    if (!this.#isWanted(topology, nodeId)) return Promise.resolve();
    return this.#enqueue(async () => {
      if (this.#isWanted(topology, nodeId)) await this.#takeOver(topology);
    });
  }

  async reconcile({ nodeId, newer }: FencedOut): Promise<void> {
    if (newer) {
      await answerWithin(this.adopt(newer, nodeId), takeOverMs);
      const relation = compareTopologies(this.#placement.topology, newer);
      if (relation !== 'same' && relation !== 'older') throw unavailable(nodeId);
      return;
    }
    const node = this.#nodes.find(nodeId);
    if (!node) return;
    // Whatever it answered before, it has lost it since: of a change that this process has not heard of, others know.
    this.#installer.forget(node);
    const { fence } = this.#placement;
    await answerWithin(this.lookAgain(), takeOverMs);
    if (this.#placement.fence === fence) await this.ensureInstalled(nodeId);
  }

  async ensureInstalled(nodeId: string): Promise<void> {
    for (let round = 0; round < maxRounds; round += 1) {
      const node = this.#nodes.find(nodeId);
      if (!node) break;
      if (this.#installer.has(node, this.#placement.fence)) return;
      if (node.status === 'DOWN') break;
      await answerWithin(this.#settle(node), takeOverMs);
    }
    throw unavailable(nodeId);
  }

  onChange(listener: (placement: Placement) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks for a newer topology again and again from now on. Does not keep the process running. */
  pollEvery(intervalMs: number): void {
    this.#lookout.lookEvery(intervalMs);
  }

  /** One look at a time: when one is under way, there is one more after it. Never rejects. */
  lookAgain(): Promise<void> {
    return this.#lookout.lookNow();
  }

  /** Closes the nodes; waits for a topology that is being taken over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lookout.end();
    await this.#queue;
    await this.#nodes.close();
  }

  /** Whether to take over a topology; complains of one that never can be. */
  #isWanted(topology: Topology, nodeId: string): boolean {
    const ours = this.#placement.topology;
    const relation = compareTopologies(ours, topology);
    if (
      relation === 'newer' ||
      (relation === 'foreign' && this.#installer.isProvisional(this.#placement))
    ) {
      return true;
    }
    if (relation === 'foreign' || relation === 'split') {
      this.#complaints.disagreement(ours, topology, nodeId);
    }
    return false;
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(async () => {
      if (!this.#isClosed) await task();
    });
    this.#queue = done.catch(() => undefined);
    return done;
  }

  async #takeOver(first: Topology): Promise<void> {
    for (let topology = first; ;) {
      const placement = new Placement(topology);
      const nodes = await this.#nodes.open(placement.members);
      const instead = await this.#installer.installOnAll([...nodes.values()], placement);
      if (!instead) {
        this.#switchTo(placement, nodes);
        return;
      }
      topology = instead;
    }
  }

  /** Without a turn of the event loop in between: nobody sees the one without the other. */
  #switchTo(placement: Placement, nodes: ReadonlyMap<string, SessionNode>): void {
    const isChange = placement.fence !== this.#placement.fence;
    this.#placement = placement;
    this.#nodes.replace(nodes);
    // What came up meanwhile was given the topology of before.
    for (const node of nodes.values()) {
      if (!this.#installer.has(node, placement.fence)) this.#settleSoon(node);
    }
    if (!isChange) return;
    const { epoch, isMoving } = placement;
    this.#log.info({ epoch }, `the ring has changed: it is ${isMoving ? 'moving' : 'stable'}`);
    for (const listener of this.#listeners) listener(placement);
  }

  #settleSoon(node: SessionNode): void {
    this.#settle(node).catch((error: unknown) => {
      this.#complaints.failure(node.id, error);
    });
  }

  /** Installs the topology on a member, or takes over what is to be taken over instead; once at a time for each node. */
  #settle(node: SessionNode): Promise<void> {
    const underWay = this.#settling.get(node);
    if (underWay) return underWay;
    const settled = this.#installer
      .installOn(node, this.#placement)
      .then(async (instead) => {
        if (instead) await this.adopt(instead, node.id);
      })
      .finally(() => this.#settling.delete(node));
    this.#settling.set(node, settled);
    return settled;
  }

  /** Those that lack the topology get it when all were asked: one that has lost it must not take an older one meanwhile. */
  async #lookAtAll(): Promise<void> {
    await this.#enqueue(() => this.#nodes.openRefusedAgain(this.#placement.members));
    const nodes = [...this.#nodes.members].filter(({ status }) => status === 'UP');
    await Promise.all(nodes.map((node) => this.#unlessAway(node, () => this.#takeOverFrom(node))));
    await Promise.all(
      nodes
        .filter((node) => this.#nodes.isMember(node))
        .filter((node) => !this.#installer.has(node, this.#placement.fence))
        .map((node) => this.#unlessAway(node, () => this.#settle(node))),
    );
  }

  async #takeOverFrom(node: SessionNode): Promise<void> {
    const theirs = await node.ring.readTopology();
    const relation = theirs ? compareTopologies(this.#placement.topology, theirs) : 'older';
    if (theirs && relation !== 'older') await this.adopt(theirs, node.id);
    else this.#installer.forget(node);
  }

  async #unlessAway(node: SessionNode, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!isUnavailable(error)) this.#complaints.failure(node.id, error);
    }
  }
}
