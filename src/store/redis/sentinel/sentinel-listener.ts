import type { Redis } from 'ioredis';
import type { HostAddress, SentinelAddress } from '../host-addresses.ts';
import { isReplyError } from '../reply-error.ts';
import { SubscriberConnection } from '../subscriber-connection.ts';
import { askSentinel, sentinelFailureOf } from './sentinel-answer.ts';
import { createSentinelClient, sentinelTimeoutMs } from './sentinel-client.ts';
import { SentinelPresence, type SentinelReports } from './sentinel-presence.ts';

const channel = '+switch-master';

const defaultReconnectDelayMs = 1_000;

const defaultPingIntervalMs = 10_000;

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
  /** As in {@link FailoverWatch}. */
  readonly reports?: SentinelReports | undefined;
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
  readonly #presence: SentinelPresence | undefined;
  readonly #closing = new AbortController();

  constructor(options: SentinelListenerOptions) {
    const { sentinel, address, reports } = options;
    this.#options = options;
    this.#presence = reports && new SentinelPresence(sentinel, reports);
    this.#connection = new SubscriberConnection({
      newClient: () => this.#newClient(),
      pingIntervalMs: reports?.pingIntervalMs ?? defaultPingIntervalMs,
      isOfInterest: () => true,
      onReady: () => void this.#listen(),
      onLost: () => this.#presence?.away(),
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
    this.#presence?.close();
    this.#connection.close();
  }

  #newClient(): Redis {
    const { sentinel, address, reports } = this.#options;
    const client = createSentinelClient(sentinel, address, {
      retryStrategy: () => reports?.reconnectDelayMs ?? defaultReconnectDelayMs,
      socketTimeout: sentinelTimeoutMs,
    });
    client.on('error', (error: Error) => this.#presence?.failed(sentinelFailureOf(error)));
    return client;
  }

  async #listen(): Promise<void> {
    try {
      await this.#connection.subscribe([channel]);
    } catch (error) {
      if (error instanceof Error && isReplyError(error)) {
        this.#presence?.failed(sentinelFailureOf(error));
      }
      // Unless it was lost: what was refused may be allowed by then.
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
    if (answer.state === 'silent' || answer.state === 'refused') {
      // Then nobody knows what was missed.
      this.#presence?.failed(answer);
      this.#connection.renew();
      return;
    }
    this.#presence?.heard();
    if (answer.state === 'known') onNamed(answer.master);
  }

  #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }
}
