import { WorkerSlot, type WorkerTimes } from './worker-slot.ts';
import { describeEnding, type WorkerEnding, type WorkerProcess } from './worker-process.ts';
import type { WorkersLog } from './workers-log.ts';

/** What a supervisor keeps going, and whom it tells. */
export interface SupervisorOptions {
  /** Positive. */
  readonly count: number;
  readonly fork: () => WorkerProcess;
  readonly log: WorkersLog;
  /** How long workers may finish what is under way. Whole milliseconds. */
  readonly drainTimeoutMs: number;
  /**
   * Workers die as soon as they start, and it has ended them all: nobody serves any more.
   *
   * @param exitCode That of the last one; 1 where it had none.
   */
  readonly onGivenUp: (reason: string, exitCode: number) => void;
  readonly times?: WorkerTimes;
}

/** Workers that die one after the other while none of them has served for a while: there is no use in going on. */
const maxFailures = 6;
/** A worker closes its connections to the nodes after it has drained. */
const drainMarginMs = 5_000;
const defaultTimes: WorkerTimes = {
  startTimeoutMs: 60_000,
  settledAfterMs: 5_000,
  heartbeat: { intervalMs: 5_000, maxMissed: 6 },
};

/** Keeps so many workers serving one port: starts them, replaces those that die, and has them finish together. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #slots: readonly WorkerSlot[];
  #oneHasServed = false;
  #onAllServing: ((url: string) => void) | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const { count, fork, log, times = defaultTimes } = options;
    this.#slots = Array.from({ length: count }, () => {
      const slot: WorkerSlot = new WorkerSlot({
        fork,
        times,
        log,
        onServing: (url) => {
          this.#served(url);
        },
        onDeath: (ending) => {
          this.#died(slot, ending);
        },
      });
      return slot;
    });
  }

  /** Workers that accept requests. */
  get servingCount(): number {
    return this.#slots.filter((slot) => slot.isServing).length;
  }

  /**
   * Starts one worker, and the others once it serves: what keeps it from starting would keep the others, too, and is
   * told once.
   *
   * @returns Where GraphQL is, once all of them serve. Never settles when it is stopped, or gives up, before.
   */
  start(): Promise<string> {
    return new Promise((resolve) => {
      this.#onAllServing = resolve;
      this.#slots[0]?.start();
    });
  }

  /**
   * Has all workers finish what is under way; once, however often it is called.
   *
   * @throws {Error} When one did not end by itself in time, or not cleanly. None is left then either.
   */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const slot of this.#slots) slot.kill();
  }

  #served(url: string): void {
    if (this.#stopping !== undefined) return;
    if (!this.#oneHasServed) {
      this.#oneHasServed = true;
      for (const slot of this.#slots.slice(1)) slot.start();
    }
    if (this.servingCount < this.#slots.length) return;
    this.#onAllServing?.(url);
    this.#onAllServing = undefined;
  }

  #died(slot: WorkerSlot, ending: WorkerEnding): void {
    const isHopeless =
      slot.failures >= maxFailures && !this.#slots.some(({ isSettled }) => isSettled);
    if (this.#oneHasServed && !isHopeless) return;
    const tell = (): void => {
      const exitCode = ending.exitCode === 0 ? undefined : ending.exitCode;
      this.#options.onGivenUp(`a worker ${describeEnding(ending)}`, exitCode ?? 1);
    };
    this.stop().then(tell, tell);
  }

  async #stop(): Promise<void> {
    const { drainTimeoutMs, log } = this.#options;
    const limit = setTimeout(() => {
      log.error({}, 'workers that did not finish in time are ended');
      this.kill();
    }, drainTimeoutMs + drainMarginMs);
    const endings = await Promise.all(this.#slots.map((slot) => slot.stop()));
    clearTimeout(limit);
    const unclean = endings.filter((ending) => !isClean(ending));
    if (unclean[0] !== undefined) throw new Error(`a worker ${describeEnding(unclean[0])}`);
  }
}

/** One that was told to finish before it listened to that is ended by the signal. */
function isClean(ending: WorkerEnding | undefined): boolean {
  return ending === undefined || ending.exitCode === 0 || ending.signal === 'SIGTERM';
}
