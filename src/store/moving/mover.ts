import type { Placement } from '../../ring/placement.ts';
import { systemClock } from '../../session/clock.ts';
import type { MoveOptions, MoveSummary } from '../operator/ring-operations.ts';
import { progressOf } from '../ring-progress.ts';
import type { Checkpoint } from '../ring-memory.ts';
import { MoveRate } from './move-rate.ts';
import { MoverLease } from './mover-lease.ts';
import { MovingWork } from './moving-work.ts';
import { NodeVisits } from './node-visits.ts';
import type { RingToChange } from './ring-to-change.ts';
import { noticeSettled, readCheckpoints } from './watched-move.ts';

const reportIntervalMs = 250;
const watchIntervalMs = 500;

/**
 * Brings one change of the ring to its end: moves what is on the wrong node, then makes the ring stable.
 *
 * Never gives up: what does not answer is waited for. It may be broken off at any step, and there may be several.
 */
export class Mover {
  readonly #ring: RingToChange;
  readonly #placement: Placement;
  readonly #options: MoveOptions;
  readonly #lease: MoverLease;
  readonly #visits: NodeVisits;
  readonly #rate = new MoveRate();
  /** Aborted when the placement is no longer the ring's: the change has come to its end. */
  readonly #isOver = new AbortController();
  /** Absent while another mover has the lease. */
  #work: MovingWork | undefined;
  #isWatching = true;
  #checkpoints: readonly Checkpoint[] = [];
  #scanned = 0;

  /**
   * @param ring Moving.
   * @param holder Of the lease: tells this mover from all others.
   */
  constructor(ring: RingToChange, holder: string, options: MoveOptions) {
    this.#ring = ring;
    this.#placement = ring.placement;
    this.#options = options;
    this.#lease = new MoverLease(ring.node(this.#placement.coordinator), holder);
    const signal = AbortSignal.any([options.signal, this.#isOver.signal]);
    this.#visits = new NodeVisits(ring, this.#placement, signal);
  }

  /** @throws The reason of the signal when it was aborted before the ring was stable. */
  async run(): Promise<MoveSummary> {
    const startedAt = performance.now();
    const stopListening = this.#ring.onChange(() => {
      this.#noteChange();
    });
    const timer = setInterval(() => {
      this.#report();
    }, reportIntervalMs);
    try {
      this.#noteChange();
      await this.#untilStable();
    } catch (error) {
      if (!this.#isOver.signal.aborted) throw error;
    } finally {
      clearInterval(timer);
      stopListening();
      await this.#lease.end();
    }
    this.#report();
    return this.#summary(performance.now() - startedAt);
  }

  #noteChange(): void {
    if (this.#ring.placement.fence !== this.#placement.fence) this.#isOver.abort();
  }

  async #untilStable(): Promise<void> {
    const { coordinator } = this.#placement;
    for (;;) {
      const isOurs = await this.#visits.insist(() =>
        this.#visits.at(coordinator, () => this.#lease.take()),
      );
      if (isOurs && (await this.#move())) return;
      this.#isWatching = true;
      this.#checkpoints = await readCheckpoints(this.#visits);
      await noticeSettled(this.#visits);
      await this.#visits.pause(watchIntervalMs);
    }
  }

  /** @returns False when the lease was lost to another mover. */
  async #move(): Promise<boolean> {
    const lost = new AbortController();
    const { ratePerSecond } = this.#options;
    const signal = AbortSignal.any([this.#visits.signal, lost.signal]);
    const work = new MovingWork(this.#ring, this.#placement, { ratePerSecond, signal });
    this.#work = work;
    this.#isWatching = false;
    this.#lease.keep(() => {
      lost.abort();
    });
    try {
      await work.run();
      return true;
    } catch (error) {
      if (!lost.signal.aborted || this.#visits.signal.aborted) throw error;
      return false;
    } finally {
      this.#lease.release();
      this.#scanned += work.scanned;
      this.#checkpoints = work.checkpoints;
      this.#work = undefined;
    }
  }

  #report(): void {
    const { scanned, moved, total, startedAt } = this.#progress();
    this.#options.onProgress({
      scanned,
      moved,
      total,
      startedAt,
      ratePerSecond: this.#rate.add(moved, performance.now()),
      waitingFor: this.#work?.waitingFor ?? [this.#visits.waitingFor ?? []].flat(),
      isWatching: this.#isWatching,
    });
  }

  #progress(): NonNullable<ReturnType<typeof progressOf>> {
    return (
      progressOf(this.#work?.checkpoints ?? this.#checkpoints) ?? {
        scanned: 0,
        moved: 0,
        total: 0,
        startedAt: systemClock.now(),
      }
    );
  }

  #summary(tookMs: number): MoveSummary {
    const { moved, total } = this.#progress();
    const { epoch } = this.#ring.placement;
    return { epoch, moved, scanned: Math.max(this.#scanned, total), tookMs };
  }
}
