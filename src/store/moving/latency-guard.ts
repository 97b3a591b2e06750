import type { SessionNode } from '../session-node.ts';
import { LatencyWatch } from './latency-watch.ts';
import type { MovePace } from './move-pace.ts';

const intervalMs = 250;

/** Makes a mover slower while the nodes suffer from it. Asks nothing where no rate is given: then speed is what is wanted. */
export class LatencyGuard {
  readonly #nodes: readonly SessionNode[];
  readonly #watches: readonly LatencyWatch[];
  readonly #pace: MovePace;
  #timer: NodeJS.Timeout | undefined;

  constructor(nodes: readonly SessionNode[], pace: MovePace) {
    this.#nodes = nodes;
    this.#watches = nodes.map(() => new LatencyWatch());
    this.#pace = pace;
  }

  /** Measures how the nodes answer before anything is moved, then looks on. */
  async start(): Promise<void> {
    if (this.#pace.ratePerSecond === undefined) return;
    while (this.#watches.some(({ hasBaseline }) => !hasBaseline)) {
      // A node that is down gets its baseline when it is back.
      if (!(await this.#sample())) break;
    }
    this.#timer = setInterval(() => void this.#look(), intervalMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    await this.#sample();
    const verdicts = this.#watches.map(({ verdict }) => verdict);
    if (verdicts.includes('slow')) {
      this.#pace.slowDown();
      for (const watch of this.#watches) watch.beginAnew();
    } else if (verdicts.includes('fine')) {
      this.#pace.recover();
    }
  }

  /** @returns Whether all nodes answered. */
  async #sample(): Promise<boolean> {
    const answers = this.#nodes.map(async (node, at) => {
      try {
        this.#watches[at]?.add(await node.ping());
        return true;
      } catch {
        // Moving finds out by itself what is wrong with it.
        return false;
      }
    });
    return (await Promise.all(answers)).every(Boolean);
  }
}
