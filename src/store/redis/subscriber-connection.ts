import type { Redis } from 'ioredis';

/** What a connection tells whoever made it. */
export interface SubscriberConnectionOptions {
  /** Makes the client, as {@link createSubscriberClient} does: not connected yet. */
  readonly newClient: () => Redis;
  /** How often the server is asked whether it is still there, as long as it is of interest. */
  readonly pingIntervalMs: number;
  /** Whether anybody listens. */
  readonly isOfInterest: () => boolean;
  /** Connected: the server has subscribed this connection to nothing yet. */
  readonly onReady: () => void;
  /** An attempt to connect has failed, or the connection was lost. It connects again by itself. */
  readonly onLost: () => void;
  readonly onMessage: (channel: string, message: string) => void;
}

/**
 * A connection for nothing but subscriptions, connecting on and on until it is closed.
 *
 * A server that does not answer a command in time loses the connection. One that is gone without a word is found out by a
 * PING, since a subscriber otherwise sends nothing and takes silence for "nothing happened".
 */
export class SubscriberConnection {
  readonly #client: Redis;
  readonly #pingTimer: NodeJS.Timeout;
  #connectedAt: number | undefined;
  #isClosed = false;

  constructor(options: SubscriberConnectionOptions) {
    const client = options.newClient();
    client.on('ready', () => {
      if (this.#isClosed) return;
      this.#connectedAt = performance.now();
      options.onReady();
    });
    client.on('close', () => {
      this.#connectedAt = undefined;
      if (!this.#isClosed) options.onLost();
    });
    // What is wrong with the server, the node's other connection logs.
    client.on('error', () => undefined);
    client.on('message', (channel: string, message: string) => {
      if (!this.#isClosed) options.onMessage(channel, message);
    });
    client.connect().catch(() => undefined);
    this.#client = client;
    this.#pingTimer = setInterval(() => {
      if (this.isReady && options.isOfInterest()) client.ping().catch(() => undefined);
    }, options.pingIntervalMs).unref();
  }

  get isReady(): boolean {
    return this.#connectedAt !== undefined;
  }

  /** @param at By `performance.now`. @returns False while there is no connection. */
  isOlderThan(at: number): boolean {
    return this.#connectedAt !== undefined && this.#connectedAt < at;
  }

  /** @throws When the connection was lost before the server confirmed, or the server refuses. */
  async subscribe(channels: readonly string[]): Promise<void> {
    const connectedAt = this.#connectedAt;
    await this.#client.subscribe(...channels);
    if (connectedAt !== this.#connectedAt) throw new Error('The connection was lost');
  }

  /** The server does it before anything that it is asked later. */
  unsubscribe(channel: string): void {
    if (this.isReady) this.#client.unsubscribe(channel).catch(() => undefined);
  }

  /** Drops the connection and connects again, after the delay that any lost connection has. */
  renew(): void {
    if (this.isReady) this.#client.stream.destroy();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pingTimer);
    this.#client.disconnect();
  }
}
