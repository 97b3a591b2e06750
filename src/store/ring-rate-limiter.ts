import { hash } from 'node:crypto';
import type { RateLimit, RateLimiter, RateVerdict } from '../session/rate-limiter.ts';
import type { NodeStatus } from '../session/ring-view.ts';
import { answerWithin } from './answer-within.ts';

/** Within the second that a node may take to be found silent. */
const longestAnswerMs = 900;

/** The counters of one node of a ring. */
export interface CountingNode {
  readonly status: NodeStatus;
  /** May reject when the node does not answer. */
  readonly limiter: RateLimiter;
}

/**
 * Counts each key on the node of a ring that owns it, so that all gateways share the count.
 *
 * While that node does not answer this process counts in its own memory, from zero. An event that was counted in one
 * place may then be taken back in the other; it is one event for each failure of a node. Counters do not move with the
 * ring: a key that has another owner after a change is counted from zero there.
 */
export class RingRateLimiter implements RateLimiter {
  readonly #ownerOf: (key: string) => CountingNode | undefined;
  readonly #fallback: RateLimiter;

  /** @param ownerOf The node that owns a key now; absent when it counts nothing, and `fallback` does. */
  constructor(ownerOf: (key: string) => CountingNode | undefined, fallback: RateLimiter) {
    this.#ownerOf = ownerOf;
    this.#fallback = fallback;
  }

  async consume(limit: RateLimit, key: string): Promise<RateVerdict> {
    const digest = digestOf(limit, key);
    return (
      (await this.#ask(digest, (limiter) => limiter.consume(limit, digest))) ??
      this.#fallback.consume(limit, digest)
    );
  }

  async giveBack(limit: RateLimit, key: string): Promise<void> {
    const digest = digestOf(limit, key);
    const answer = await this.#ask(digest, async (limiter) => {
      await limiter.giveBack(limit, digest);
      return 'done';
    });
    if (answer === undefined) await this.#fallback.giveBack(limit, digest);
  }

  /** In both places: events of before and after a failure are the same user's. */
  async reset(limit: RateLimit, key: string): Promise<void> {
    const digest = digestOf(limit, key);
    await this.#fallback.reset(limit, digest);
    await this.#ask(digest, (limiter) => limiter.reset(limit, digest));
  }

  /** @returns Absent when the owner did not answer. */
  async #ask<T>(
    digest: string,
    question: (limiter: RateLimiter) => Promise<T>,
  ): Promise<T | undefined> {
    const node = this.#ownerOf(digest);
    if (node?.status !== 'UP') return undefined;
    try {
      return await answerWithin(question(node.limiter), longestAnswerMs);
    } catch {
      // Whatever is wrong with that node, a server out of memory too: logins go on, throttled here.
      return undefined;
    }
  }
}

/** Addresses and names of users are not to be read off the keys at a glance. Names hold no NUL. */
function digestOf(limit: RateLimit, key: string): string {
  return hash('sha256', `${limit.name}\0${key}`, 'base64url');
}
