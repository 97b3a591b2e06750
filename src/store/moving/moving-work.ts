import { flows } from '../../ring/flows.ts';
import type { Placement } from '../../ring/placement.ts';
import type { Checkpoint } from '../ring-memory.ts';
import { LatencyGuard } from './latency-guard.ts';
import { MovePace } from './move-pace.ts';
import { NodeMover } from './node-mover.ts';
import { NodeVisits } from './node-visits.ts';
import type { RingToChange } from './ring-to-change.ts';
import { settleRing } from './settle-ring.ts';

/** What a mover does while it has the lease: empties all nodes that records leave, side by side, then settles the ring. */
export class MovingWork {
  readonly #ring: RingToChange;
  readonly #settling: NodeVisits;
  readonly #movers: readonly NodeMover[];
  readonly #guard: LatencyGuard;
  /** Ends what runs beside the one that failed. */
  readonly #failed = new AbortController();

  /** @param ratePerSecond Records a second in all; absent: as fast as the nodes allow. */
  constructor(
    ring: RingToChange,
    placement: Placement,
    options: { readonly ratePerSecond: number | undefined; readonly signal: AbortSignal },
  ) {
    const { topology, members } = placement;
    const signal = AbortSignal.any([options.signal, this.#failed.signal]);
    const pace = new MovePace(options.ratePerSecond);
    const sources = new Set(flows(topology).map(({ src }) => src));
    this.#ring = ring;
    this.#settling = new NodeVisits(ring, placement, signal);
    this.#movers = [...sources].map((id) => {
      return new NodeMover(id, new NodeVisits(ring, placement, signal), pace);
    });
    this.#guard = new LatencyGuard(
      members.map(({ id }) => ring.node(id)),
      pace,
    );
  }

  /** Of the nodes that have told so far. */
  get checkpoints(): readonly Checkpoint[] {
    return this.#movers.flatMap(({ checkpoint }) => checkpoint ?? []);
  }

  /** Records looked at, in all passes. */
  get scanned(): number {
    return this.#movers.reduce((sum, { scanned }) => sum + scanned, 0);
  }

  /** Nodes that do not answer now. */
  get waitingFor(): readonly string[] {
    const nodes = [...this.#movers, this.#settling].flatMap(({ waitingFor }) => waitingFor ?? []);
    return [...new Set(nodes)].sort();
  }

  /** @throws The reason of the signal when it is aborted. */
  async run(): Promise<void> {
    try {
      await this.#guard.start();
      await this.#emptyNodes();
      await settleRing(this.#ring, this.#settling);
    } finally {
      this.#guard.stop();
    }
  }

  /** Rejects when all have ended: each writes down how far it has come. */
  async #emptyNodes(): Promise<void> {
    const running = this.#movers.map((mover) => mover.run());
    try {
      await Promise.all(running);
    } catch (error) {
      this.#failed.abort();
      await Promise.allSettled(running);
      throw error;
    }
  }
}
