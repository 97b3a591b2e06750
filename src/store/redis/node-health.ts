import type { NodeStatus } from '../../session/ring-view.ts';
import type { NodeLog } from '../node-log.ts';
import type { NodeObserver } from '../node-observer.ts';
import type { RedisNodeError } from './redis-node-error.ts';

/** What the health of a node is told to. */
export interface NodeHealthOptions {
  readonly id: string;
  readonly log: NodeLog;
  /** Told each time it is UP after it was DOWN; since when it was, by `performance.now`. */
  readonly onUp: (downAt: number) => void;
  /** Told of each change that is logged. */
  readonly observer?: NodeObserver | undefined;
}

/** Whether a node can be used; logs each change, and each warning once. DOWN until it was checked. */
export class NodeHealth {
  readonly #id: string;
  readonly #log: NodeLog;
  readonly #onUp: (downAt: number) => void;
  readonly #observer: NodeObserver | undefined;
  readonly #warned = new Set<string>();
  #status: NodeStatus = 'DOWN';
  #downAt = 0;
  #isClosed = false;
  /** Why it is DOWN, as logged last. */
  #reason: string | undefined;

  constructor({ id, log, onUp, observer }: NodeHealthOptions) {
    this.#id = id;
    this.#log = log;
    this.#onUp = onUp;
    this.#observer = observer;
  }

  get status(): NodeStatus {
    return this.#status;
  }

  up(): void {
    if (this.#status === 'UP' || this.#isClosed) return;
    this.#status = 'UP';
    this.#reason = undefined;
    this.#log.info({ node: this.#id }, 'the node is up');
    this.#observer?.statusChanged(this.#id, 'UP');
    this.#onUp(this.#downAt);
  }

  /** @param reason A code, or what the server answered; what follows while it stays DOWN is the same trouble. */
  down(reason: string): void {
    this.#setDown();
    if (this.#reason !== undefined || this.#isClosed) return;
    this.#reason = reason;
    this.#log.warn({ node: this.#id, reason }, 'the node is down');
    this.#observer?.statusChanged(this.#id, 'DOWN', reason);
  }

  /** DOWN until somebody changes something. */
  unusable({ message, code }: RedisNodeError): void {
    this.#setDown();
    if (this.#reason === message || this.#isClosed) return;
    this.#reason = message;
    this.#log.error({ node: this.#id }, message);
    this.#observer?.statusChanged(this.#id, 'DOWN', code);
  }

  /** DOWN for good, and silent. */
  close(): void {
    this.#status = 'DOWN';
    this.#isClosed = true;
  }

  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#log.warn({ node: this.#id }, message);
  }

  #setDown(): void {
    if (this.#status === 'UP') this.#downAt = performance.now();
    this.#status = 'DOWN';
  }
}
