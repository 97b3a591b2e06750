import { setTimeout } from 'node:timers/promises';
import type { Placement } from '../../ring/placement.ts';
import { isUnavailable } from '../../session/session-error.ts';
import type { CurrentRing } from '../current-ring.ts';
import { FencedOut } from '../fenced-out.ts';
import type { SessionNode } from '../session-node.ts';

const firstDelayMs = 50;
const longestDelayMs = 1_000;

/** A step did not come about; the cause says why. Nothing is known of what it did. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';
  readonly nodeId: string;

  constructor(nodeId: string, cause: unknown) {
    super(`a step on the node ${nodeId} failed`, { cause });
    this.nodeId = nodeId;
  }
}

/** Steps on the nodes of one placement, for as long as it takes a node to answer. */
export class NodeVisits {
  readonly placement: Placement;
  readonly signal: AbortSignal;
  readonly #ring: CurrentRing;
  #waitingFor: string | undefined;
  #outages = 0;

  /** @param signal Ends all waiting; to be aborted also when the placement is no longer the ring's. */
  constructor(ring: CurrentRing, placement: Placement, signal: AbortSignal) {
    this.#ring = ring;
    this.placement = placement;
    this.signal = signal;
  }

  /** The node that does not answer now. */
  get waitingFor(): string | undefined {
    return this.#waitingFor;
  }

  /** How many times a node did not answer. */
  get outages(): number {
    return this.#outages;
  }

  /** @throws {StepFailed} When the step is rejected. */
  async at<T>(nodeId: string, step: (node: SessionNode) => Promise<T>): Promise<T> {
    try {
      return await step(this.#ring.node(nodeId));
    } catch (error) {
      throw new StepFailed(nodeId, error);
    }
  }

  /** Makes sure that a node has the topology of the ring. @throws {StepFailed} When it cannot be made so now. */
  ensureInstalled(nodeId: string): Promise<void> {
    return this.at(nodeId, () => this.#ring.ensureInstalled(nodeId));
  }

  /**
   * Repeats steps until all of them came about: waits for nodes that do not answer, and agrees with those that have
   * another topology.
   *
   * @param steps Any of them may be done twice.
   * @throws The reason of the signal when it is aborted.
   */
  async insist<T>(steps: () => Promise<T>): Promise<T> {
    for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, longestDelayMs)) {
      this.signal.throwIfAborted();
      const failure = await this.#attempt(steps);
      if ('answer' in failure) return failure.answer;
      this.#waitingFor = failure.waitFor;
      if (failure.waitFor === undefined) continue;
      this.#outages += 1;
      await this.pause(delayMs);
    }
  }

  /** @throws The reason of the signal when it is aborted. */
  async pause(ms: number): Promise<void> {
    // The timer's own error hides why.
    await setTimeout(ms, undefined, { signal: this.signal }).catch(() => undefined);
    this.signal.throwIfAborted();
  }

  async #attempt<T>(
    steps: () => Promise<T>,
  ): Promise<{ readonly answer: T } | { readonly waitFor: string | undefined }> {
    try {
      const answer = await steps();
      this.#waitingFor = undefined;
      return { answer };
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      const { nodeId, cause } = error;
      if (cause instanceof FencedOut) return { waitFor: await this.#reconcile(nodeId, cause) };
      if (isUnavailable(cause)) return { waitFor: nodeId };
      throw cause;
    }
  }

  /** @returns The node to wait for; absent when trying again makes sense at once. */
  async #reconcile(nodeId: string, refusal: FencedOut): Promise<string | undefined> {
    try {
      await this.#ring.reconcile(refusal);
      return undefined;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      return nodeId;
    }
  }
}
