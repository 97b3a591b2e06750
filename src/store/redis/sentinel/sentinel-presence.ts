import type { NodeLog } from '../../node-log.ts';
import { placeOf, type HostAddress } from '../host-addresses.ts';
import type { SentinelFailure } from './sentinel-answer.ts';

/** One that is started again is back sooner. */
const defaultAwayAfterMs = 10_000;

/** When a Sentinel is tried, and counts as away. */
export interface SentinelTimes {
  /** How often one is asked whether it is still there. Positive whole milliseconds, 10,000 when absent. */
  readonly pingIntervalMs?: number;
  /** How long after a failure one is connected to again. Positive whole milliseconds, 1,000 when absent. */
  readonly reconnectDelayMs?: number;
  /** How long one may be away before that is told. Positive whole milliseconds, 10,000 when absent. */
  readonly awayAfterMs?: number;
}

/** Where it is told what the Sentinels of a node do. */
export interface SentinelReports extends SentinelTimes {
  /** Of the node. */
  readonly id: string;
  readonly log: NodeLog;
}

/** Whether one Sentinel is listened to: logs when it has not been for long, once, and when it is again. */
export class SentinelPresence {
  readonly #sentinel: HostAddress;
  readonly #reports: SentinelReports;
  #failure: SentinelFailure = { state: 'silent' };
  #timer: NodeJS.Timeout | undefined;
  #isTold = false;

  /** Away until it is heard. */
  constructor(sentinel: HostAddress, reports: SentinelReports) {
    this.#sentinel = sentinel;
    this.#reports = reports;
    this.away();
  }

  /** It is not listened to any more, or still not. */
  away(): void {
    if (this.#isTold) return;
    this.#timer ??= setTimeout(() => {
      this.#tellAway();
    }, this.#reports.awayAfterMs ?? defaultAwayAfterMs).unref();
  }

  /** Why it is away, the last time that it was tried. */
  failed(failure: SentinelFailure): void {
    this.#failure = failure;
  }

  /** It is listened to, and has answered. */
  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#failure = { state: 'silent' };
    if (!this.#isTold) return;
    this.#isTold = false;
    const { id, log } = this.#reports;
    log.info({ node: id, sentinel: placeOf(this.#sentinel) }, 'a Sentinel answers again');
  }

  /** Silent from now on. */
  close(): void {
    clearTimeout(this.#timer);
    this.#isTold = true;
  }

  #tellAway(): void {
    this.#isTold = true;
    const { id, log } = this.#reports;
    const { state, reason } = this.#failure;
    log.warn(
      { node: id, sentinel: placeOf(this.#sentinel), ...(reason !== undefined && { reason }) },
      state === 'refused' ? 'a Sentinel refuses access' : 'a Sentinel does not answer',
    );
  }
}
