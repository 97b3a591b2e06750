import type { HostAddress, SentinelAddress } from '../host-list-url.ts';
import { SubscriberConnection } from '../subscriber-connection.ts';
import { askSentinel } from './sentinel-answer.ts';
import { createSentinelClient, sentinelTimeoutMs } from './sentinel-client.ts';

const channel = '+switch-master';

const reconnectDelayMs = 1_000;

const pingIntervalMs = 10_000;

/** What Sentinels tell of the master that they watch. */
export interface MasterNews {
  /** Another server is the master now. */
  readonly onSwitch: (master: HostAddress) => void;
  /** Where a Sentinel says that the master is, each time that it begins to be listened to. It may be the one of before. */
  readonly onNamed: (master: HostAddress) => void;
}

/** What a {@link SentinelListener} needs. */
export interface SentinelListenerOptions extends MasterNews {
  readonly sentinel: HostAddress;
  readonly address: SentinelAddress;
}

/**
 * Listens to one Sentinel, connecting on and on until it is closed.
 *
 * Who subscribes hears of what comes then, so the Sentinel is asked as soon as it has confirmed: a switch before that is in
 * the answer, and one after it is told.
 */
export class SentinelListener {
  readonly #options: SentinelListenerOptions;
  readonly #connection: SubscriberConnection;
  readonly #closing = new AbortController();

  constructor(options: SentinelListenerOptions) {
    const { sentinel, address } = options;
    this.#options = options;
    this.#connection = new SubscriberConnection({
      newClient: () =>
        createSentinelClient(sentinel, address, {
          retryStrategy: () => reconnectDelayMs,
          socketTimeout: sentinelTimeoutMs,
        }),
      pingIntervalMs,
      isOfInterest: () => true,
      onReady: () => void this.#listen(),
      onLost: () => undefined,
      onMessage: (_channel, message) => {
        // The name, host and port of before, and those of now. Sentinels watch other masters, too.
        const [name, , , host, port] = message.split(' ');
        if (name === address.name && host !== undefined) {
          options.onSwitch({ host, port: Number(port) });
        }
      },
    });
  }

  close(): void {
    this.#closing.abort();
    this.#connection.close();
  }

  async #listen(): Promise<void> {
    try {
      await this.#connection.subscribe([channel]);
    } catch {
      // Refused, unless it was lost: it may be allowed by then.
      this.#connection.renew();
      return;
    }
    if (!this.#isClosed()) await this.#ask();
  }

  /** Over another connection: the one that is subscribed takes no such commands any more. */
  async #ask(): Promise<void> {
    const { sentinel, address, onNamed } = this.#options;
    const answer = await askSentinel(sentinel, address, this.#closing.signal);
    if (this.#isClosed()) return;
    if (answer.state === 'known') onNamed(answer.master);
    // Then nobody knows what was missed.
    if (answer.state === 'silent') this.#connection.renew();
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }
}
