import { systemClock, type Clock } from '../../src/session/clock.ts';
import type { NodeStatus } from '../../src/session/ring-view.ts';
import { SessionError } from '../../src/session/session-error.ts';
import type { NodePlace, OpenNodes } from '../../src/store/keeper/open-nodes.ts';
import { MemorySessionNode } from '../../src/store/memory/memory-session-node.ts';
import type { SessionNode } from '../../src/store/session-node.ts';

/** A node in memory that a test takes down, brings up, and starts anew. */
export class NodeInHand extends MemorySessionNode {
  override status: NodeStatus = 'UP';
  /** Epochs that were to be installed here. */
  readonly installs: number[] = [];
  /** How often it was asked for its topology. */
  reads = 0;
  /** What each answer waits for. */
  gate: Promise<void> = Promise.resolve();
  #hasLostAll = false;

  constructor(id: string, clock: Clock) {
    super(id, clock);
    const { ring } = this;
    const install = ring.install.bind(ring);
    const readTopology = ring.readTopology.bind(ring);
    ring.install = async (topology, replacing) => {
      this.installs.push(topology.epoch);
      await this.#answers();
      this.#hasLostAll = false;
      return install(topology, replacing);
    };
    ring.readTopology = async () => {
      this.reads += 1;
      await this.#answers();
      return this.#hasLostAll ? undefined : readTopology();
    };
  }

  /** As FLUSHALL does: no process hears of it. */
  loseTopology(): void {
    this.#hasLostAll = true;
  }

  async #answers(): Promise<void> {
    await this.gate;
    if (this.status === 'UP') return;
    throw new SessionError('SESSION_STORE_UNAVAILABLE', `the node ${this.id} is down`);
  }
}

/** The nodes that processes of a test share, as servers are shared. */
export class NodesInHand {
  readonly #nodes = new Map<string, NodeInHand>();
  readonly #pools: PoolInHand[] = [];

  /** Of an id, from the beginning on. */
  at(id: string): NodeInHand {
    const node = this.#nodes.get(id) ?? new NodeInHand(id, systemClock);
    this.#nodes.set(id, node);
    return node;
  }

  takeDown(id: string): void {
    this.at(id).status = 'DOWN';
  }

  /** As it was, which all processes are told. */
  bringUp(id: string): void {
    const node = this.at(id);
    node.status = 'UP';
    for (const pool of this.#pools) pool.tell(node);
  }

  /** As one process opens them. */
  pool(): PoolInHand {
    const pool = new PoolInHand((id) => this.at(id));
    this.#pools.push(pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map((node) => node.close()));
  }
}

/** What one process has open. Closing only notes it: other processes have the same nodes. */
export class PoolInHand implements OpenNodes {
  readonly opened = new Set<string>();
  readonly faults = new Map<string, Error>();
  readonly #at: (id: string) => NodeInHand;
  #onUp: (node: SessionNode) => void = () => undefined;

  constructor(at: (id: string) => NodeInHand) {
    this.#at = at;
  }

  open({ id }: NodePlace): Promise<SessionNode> {
    this.opened.add(id);
    return Promise.resolve(this.#at(id));
  }

  faultOf(node: SessionNode): Error | undefined {
    return this.faults.get(node.id);
  }

  onUp(listener: (node: SessionNode) => void): void {
    this.#onUp = listener;
  }

  tell(node: SessionNode): void {
    this.#onUp(node);
  }

  close(node: SessionNode): Promise<void> {
    this.opened.delete(node.id);
    return Promise.resolve();
  }

  closeAllBut(kept: ReadonlySet<SessionNode>): Promise<void> {
    const ids = new Set([...kept].map(({ id }) => id));
    for (const id of this.opened) if (!ids.has(id)) this.opened.delete(id);
    return Promise.resolve();
  }
}

/** A log that keeps its lines, as in `error the node is down`. */
export class LogInHand {
  readonly lines: string[] = [];

  readonly info = (_fields: object, message: string): void => {
    this.lines.push(`info ${message}`);
  };

  readonly warn = (_fields: object, message: string): void => {
    this.lines.push(`warn ${message}`);
  };

  readonly error = (_fields: object, message: string): void => {
    this.lines.push(`error ${message}`);
  };

  /** The lines of errors. */
  get errors(): readonly string[] {
    return this.lines.filter((line) => line.startsWith('error '));
  }
}
