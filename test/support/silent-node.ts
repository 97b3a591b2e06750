import type { SessionNode } from '../../src/store/session-node.ts';
import { SessionError } from '../../src/session/session-error.ts';

/** A node that is known not to answer, as a Redis node is while its server is away. */
export class SilentNode implements SessionNode {
  readonly id: string;
  readonly kind = 'silent';
  readonly status = 'DOWN';
  readonly breaker = 'open';

  constructor(id: string) {
    this.id = id;
  }

  create(): Promise<never> {
    return this.#silence();
  }

  load(): Promise<never> {
    return this.#silence();
  }

  peek(): Promise<never> {
    return this.#silence();
  }

  update(): Promise<never> {
    return this.#silence();
  }

  rotate(): Promise<never> {
    return this.#silence();
  }

  end(): Promise<never> {
    return this.#silence();
  }

  list(): Promise<never> {
    return this.#silence();
  }

  exportRecord(): Promise<never> {
    return this.#silence();
  }

  importRecord(): Promise<never> {
    return this.#silence();
  }

  removeRecord(): Promise<never> {
    return this.#silence();
  }

  scanIds(): Promise<never> {
    return this.#silence();
  }

  countKeys(): Promise<never> {
    return this.#silence();
  }

  time(): Promise<never> {
    return this.#silence();
  }

  readTopology(): Promise<never> {
    return this.#silence();
  }

  install(): Promise<never> {
    return this.#silence();
  }

  listenForInstalls(): Promise<never> {
    return this.#silence();
  }

  takeLease(): Promise<never> {
    return this.#silence();
  }

  endLease(): Promise<never> {
    return this.#silence();
  }

  readCheckpoint(): Promise<never> {
    return this.#silence();
  }

  writeCheckpoint(): Promise<never> {
    return this.#silence();
  }

  listen(): Promise<never> {
    return this.#silence();
  }

  ping(): Promise<never> {
    return this.#silence();
  }

  countSessions(): Promise<never> {
    return this.#silence();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #silence(): Promise<never> {
    return Promise.reject(new SessionError('SESSION_STORE_UNAVAILABLE', 'the node is silent'));
  }
}
