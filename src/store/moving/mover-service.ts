import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { RingLog } from '../keeper/ring-log.ts';
import { Mover } from './mover.ts';
import type { RingToChange } from './ring-to-change.ts';

const checkIntervalMs = 1_000;
/** The operator's command begins to move what it has changed: a gateway is there for when that is gone. */
const graceMs = 2_000;
const retryMs = 5_000;
const holderBytes = 6;

/** What a mover service needs. */
export interface MoverServiceOptions {
  readonly ring: RingToChange;
  readonly log: RingLog;
  /** Records a second in all; absent: as fast as the nodes allow. */
  readonly ratePerSecond: number | undefined;
  /** How long a change is left to others; for tests. */
  readonly graceMs?: number;
}

/** Brings changes of the ring to their end in a gateway, where nobody else does. */
export class MoverService {
  readonly #options: MoverServiceOptions;
  readonly #holder = `gateway ${randomBytes(holderBytes).toString('base64url')}`;
  readonly #stopped = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: MoverServiceOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Returns when nothing is under way any more. A change goes on from where it was, here or elsewhere. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      if (!this.#isMoving()) {
        await this.#change();
        continue;
      }
      await this.#pause(this.#options.graceMs ?? graceMs);
      if (!this.#isStopped() && this.#isMoving()) await this.#move();
    }
  }

  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  #isMoving(): boolean {
    return this.#options.ring.placement.isMoving;
  }

  async #move(): Promise<void> {
    const { ring, log, ratePerSecond } = this.#options;
    const { signal } = this.#stopped;
    const { epoch } = ring.placement;
    const worked = new Set<number>();
    const onProgress = ({ isWatching }: { readonly isWatching: boolean }): void => {
      if (!isWatching && !worked.has(epoch))
        log.info({ epoch }, 'moves records for a change of the ring');
      if (!isWatching) worked.add(epoch);
    };
    try {
      const mover = new Mover(ring, this.#holder, { ratePerSecond, signal, onProgress });
      const { moved, tookMs } = await mover.run();
      const seconds = Math.round(tookMs / 1000);
      if (worked.has(epoch))
        log.info({ epoch }, `moved ${moved} records in ${seconds} s; the ring is stable`);
    } catch (error) {
      if (this.#isStopped()) return;
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ epoch, reason }, 'cannot move records; tries again');
      await this.#pause(retryMs);
    }
  }

  /** Returns at a change of the placement, or after a second. */
  async #change(): Promise<void> {
    const over = new AbortController();
    const end = (): void => {
      over.abort();
    };
    // Not by AbortSignal.any: each signal that it makes would stay with the one of the service, second by second.
    this.#stopped.signal.addEventListener('abort', end);
    const stopListening = this.#options.ring.onChange(end);
    await this.#pause(checkIntervalMs, over.signal);
    stopListening();
    this.#stopped.signal.removeEventListener('abort', end);
  }

  async #pause(ms: number, signal = this.#stopped.signal): Promise<void> {
    await setTimeout(ms, undefined, { signal }).catch(() => undefined);
  }
}
