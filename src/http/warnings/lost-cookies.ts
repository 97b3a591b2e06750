import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../session/clock.ts';

// Requests that a page sends side by side, before the first answer can have reached it, are no loss.
const leastGapMs = 1_000;
const longestGapMs = 60_000;
const rememberedClients = 1_000;

/** A client as far as it can be told without its cookie: people behind one address, with one browser, look the same. */
export interface ClientTraits {
  readonly address: string | undefined;
  readonly userAgent: string | undefined;
  readonly origin: string;
}

/** Remembers for a minute who was issued a cookie, to notice who comes back without it. */
export class LostCookies {
  readonly #issuedAt = new LRUCache<string, number>({ max: rememberedClients });
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Notes that a client without a cookie is issued one.
   *
   * @returns Whether it was issued another one shortly before, which then was lost.
   */
  issued(client: ClientTraits): boolean {
    const key = keyOf(client);
    const now = this.#clock.now();
    const gapMs = now - (this.#issuedAt.get(key) ?? -Infinity);
    this.#issuedAt.set(key, now);
    return gapMs >= leastGapMs && gapMs <= longestGapMs;
  }

  /** Notes that a client sent its cookie: it keeps them. */
  kept(client: ClientTraits): void {
    this.#issuedAt.delete(keyOf(client));
  }
}

function keyOf({ address = '', userAgent = '', origin }: ClientTraits): string {
  return hash('sha256', JSON.stringify([address, userAgent, origin]), 'base64url');
}
