/**
 * Counts events by key within windows of time. Shared by all gateways where the ring's nodes are Redis servers; when a
 * counter's node does not answer, this process counts in its own memory, so that no call ever fails.
 */
export interface RateLimiter {
  /** Counts one event, also one that is not allowed: whoever does not want that gives it back. */
  consume(limit: RateLimit, key: string): Promise<RateVerdict>;
  /** Takes one event back. */
  giveBack(limit: RateLimit, key: string): Promise<void>;
  /** Forgets all events of a key. */
  reset(limit: RateLimit, key: string): Promise<void>;
}

/** So many events in so long. */
export interface RateLimit {
  /** Names the counter, as in `login-address`: lower-case letters and hyphens. */
  readonly name: string;
  readonly maxEvents: number;
  readonly windowMs: number;
}

/** `retryAfterMs`: until the window ends. */
export type RateVerdict =
  { readonly allowed: true } | { readonly allowed: false; readonly retryAfterMs: number };
