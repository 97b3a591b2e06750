import { isUnavailable } from '../../session/session-error.ts';
import type { SessionNode } from '../session-node.ts';

const leaseMs = 10_000;
const renewIntervalMs = 2_500;

/** The right to move records, so that two movers don't do the same work; nothing more depends on it. */
export class MoverLease {
  readonly #node: SessionNode;
  readonly #holder: string;
  #timer: NodeJS.Timeout | undefined;

  /** @param node The coordinator of the placement. */
  constructor(node: SessionNode, holder: string) {
    this.#node = node;
    this.#holder = holder;
  }

  /** @returns Whether this holder has it now. */
  async take(): Promise<boolean> {
    return (await this.#node.ring.takeLease(this.#holder, leaseMs)) === this.#holder;
  }

  /** Renews it again and again. @param onLost Called once when another holder has it. */
  keep(onLost: () => void): void {
    this.release();
    this.#timer = setInterval(() => {
      this.take().then(
        (isOurs) => {
          if (isOurs) return;
          this.release();
          onLost();
        },
        // While nobody can tell, moving goes on: two movers do no harm.
        () => undefined,
      );
    }, renewIntervalMs);
    this.#timer.unref();
  }

  /** Renews it no more. */
  release(): void {
    clearInterval(this.#timer);
  }

  /** Gives it back, if the node answers; else it runs out. */
  async end(): Promise<void> {
    this.release();
    try {
      await this.#node.ring.endLease(this.#holder);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
    }
  }
}
