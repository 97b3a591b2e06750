import type { NodeStatus } from '../../session/ring-view.ts';
import type { NodeLog } from '../node-log.ts';

/** Whether a node can be used; logs each change, and each warning once. DOWN until it was checked. */
export class NodeHealth {
  readonly #id: string;
  readonly #log: NodeLog;
  readonly #warned = new Set<string>();
  #status: NodeStatus = 'DOWN';
  #isClosed = false;
  /** Why it is DOWN, as logged last. */
  #reason: string | undefined;

  constructor(id: string, log: NodeLog) {
    this.#id = id;
    this.#log = log;
  }

  get status(): NodeStatus {
    return this.#status;
  }

  up(): void {
    if (this.#status === 'UP' || this.#isClosed) return;
    this.#status = 'UP';
    this.#reason = undefined;
    this.#log.info({ node: this.#id }, 'the node is up');
  }

  /** @param reason A code, or what the server answered; what follows while it stays DOWN is the same trouble. */
  down(reason: string): void {
    this.#status = 'DOWN';
    if (this.#reason !== undefined || this.#isClosed) return;
    this.#reason = reason;
    this.#log.warn({ node: this.#id, reason }, 'the node is down');
  }

  /** DOWN until somebody changes something. */
  unusable(message: string): void {
    this.#status = 'DOWN';
    if (this.#reason === message || this.#isClosed) return;
    this.#reason = message;
    this.#log.error({ node: this.#id }, message);
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
}
