import { LRUCache } from 'lru-cache';
import type { Clock } from '../../session/clock.ts';
import type { RateLimit, RateLimiter, RateVerdict } from '../../session/rate-limiter.ts';

/** Some 10 MB of them. */
const mostCounters = 50_000;

interface Counter {
  events: number;
  readonly endsAt: number;
}

/**
 * Counts events in this process. Keeps the counters used last, so that a flood of keys takes no more memory: it costs
 * whoever sends it an event on a counter of their own each time, and that one stays.
 */
export class MemoryRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #counters: LRUCache<string, Counter>;

  /** @param maxCounters Positive. */
  constructor(clock: Clock, maxCounters = mostCounters) {
    this.#clock = clock;
    this.#counters = new LRUCache({ max: maxCounters });
  }

  consume(limit: RateLimit, key: string): Promise<RateVerdict> {
    const now = this.#clock.now();
    const id = counterId(limit, key);
    let counter = this.#counters.get(id);
    if (!counter || now >= counter.endsAt) {
      counter = { events: 0, endsAt: now + limit.windowMs };
      this.#counters.set(id, counter);
    }
    counter.events++;
    if (counter.events <= limit.maxEvents) return Promise.resolve({ allowed: true });
    return Promise.resolve({ allowed: false, retryAfterMs: counter.endsAt - now });
  }

  giveBack(limit: RateLimit, key: string): Promise<void> {
    const counter = this.#counters.get(counterId(limit, key));
    if (counter && counter.events > 0) counter.events--;
    return Promise.resolve();
  }

  reset(limit: RateLimit, key: string): Promise<void> {
    this.#counters.delete(counterId(limit, key));
    return Promise.resolve();
  }
}

/** Names hold no space, so no two counters share an id. */
function counterId(limit: RateLimit, key: string): string {
  return `${limit.name} ${key}`;
}
