import type { Redis } from 'ioredis';
import type { StopListening } from '../../session/session-events.ts';
import { answerWithin } from '../answer-within.ts';
import { Listening, type ChannelListener } from './listening.ts';
import { explainFailure, isReplyError, unavailable } from './reply-error.ts';
import { SubscribedChannel } from './subscribed-channel.ts';
import { SubscriberConnection } from './subscriber-connection.ts';

/** Within the second that a node may take to be found silent; long enough to find a connection dead and make another. */
const listenTimeoutMs = 800;

/** A longer command would hold up the server, and could not be answered in time. */
const mostChannelsACommand = 1000;

/** A page that is loaded again finds the connection still there. */
const defaultIdleMs = 30_000;

/** An event may be so late when a network drops packets without a word. Each server is asked that often, so no sooner. */
const defaultPingIntervalMs = 10_000;

/** When a subscriber's connection is given up. */
export interface SubscriberTimes {
  /** How long it stays after the last listener has left. Positive whole milliseconds, 30,000 when absent. */
  readonly idleMs?: number;
  /** How often a server is asked for an answer while somebody listens. Positive whole milliseconds, 10,000 when absent. */
  readonly pingIntervalMs?: number;
}

/** What a {@link ChannelSubscriber} needs. */
export interface ChannelSubscriberOptions extends SubscriberTimes {
  readonly nodeId: string;
  /** As in {@link SubscriberConnectionOptions}. */
  readonly newClient: () => Redis;
  /** Whether the node's sessions can be read. */
  readonly isNodeUp: () => boolean;
}

/**
 * Listens to channels of one server, on a connection that is there only while somebody listens, and a while longer.
 *
 * A channel is subscribed to once, however many listen to it. When the connection was lost, all channels are subscribed to
 * again; then, as soon as the node is UP, every listener is told that it may have missed something.
 */
export class ChannelSubscriber {
  readonly #options: ChannelSubscriberOptions;
  readonly #channels = new Map<string, SubscribedChannel>();
  /** Those that are to be subscribed to in this turn of the event loop. */
  readonly #joined: SubscribedChannel[] = [];
  #connection: SubscriberConnection | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: ChannelSubscriberOptions) {
    this.#options = options;
  }

  /**
   * @returns Once the server has confirmed.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` when it does not within 800 ms.
   */
  async listen(name: string, listener: ChannelListener): Promise<StopListening> {
    if (this.#isClosed) throw unavailable(this.#options.nodeId);
    const listening = new Listening(listener);
    const channel = this.#join(name, listening);
    const stop = (): void => {
      this.#leave(channel, listening);
    };
    try {
      const begun = await answerWithin(listening.begun, listenTimeoutMs);
      if (begun === undefined) throw unavailable(this.#options.nodeId);
      return stop;
    } catch (error) {
      stop();
      throw error;
    }
  }

  /**
   * The node can be used again. A connection of before may lead to a server that is not the node's any more, after a
   * failover, or to none.
   *
   * @param downAt Since when it could not be used, by `performance.now`.
   */
  nodeIsUp(downAt: number): void {
    if (this.#connection?.isOlderThan(downAt)) this.#connection.renew();
    else this.#tellMissed();
  }

  close(): void {
    this.#isClosed = true;
    const closed = unavailable(this.#options.nodeId);
    for (const channel of this.#channels.values()) channel.refuse(closed);
    this.#channels.clear();
    this.#disconnect();
  }

  #join(name: string, listening: Listening): SubscribedChannel {
    clearTimeout(this.#idleTimer);
    const known = this.#channels.get(name);
    const channel = known ?? new SubscribedChannel(name);
    channel.add(listening);
    if (known) return known;
    this.#channels.set(name, channel);
    this.#connection ??= this.#connect();
    if (this.#connection.isReady) this.#subscribeSoon(channel);
    return channel;
  }

  /** With all others that are joined meanwhile: clients come back in crowds, and a command each takes the client long. */
  #subscribeSoon(channel: SubscribedChannel): void {
    if (this.#joined.push(channel) > 1) return;
    setImmediate(() => {
      const joined = this.#joined.splice(0);
      if (this.#connection?.isReady === true) void this.#subscribeTo(this.#connection, joined);
    });
  }

  #leave(channel: SubscribedChannel, listening: Listening): void {
    if (!channel.remove(listening) || !channel.isEmpty || this.#isClosed) return;
    this.#channels.delete(channel.name);
    this.#connection?.unsubscribe(channel.name);
    if (this.#channels.size > 0) return;
    if (this.#connection?.isReady !== true) {
      this.#disconnect();
      return;
    }
    this.#idleTimer = setTimeout(() => {
      this.#disconnect();
    }, this.#options.idleMs ?? defaultIdleMs).unref();
  }

  #connect(): SubscriberConnection {
    const connection = new SubscriberConnection({
      newClient: this.#options.newClient,
      pingIntervalMs: this.#options.pingIntervalMs ?? defaultPingIntervalMs,
      isOfInterest: () => this.#channels.size > 0,
      onReady: () => void this.#subscribeToAll(connection),
      onLost: () => {
        this.#lost();
      },
      onMessage: (name, message) => this.#channels.get(name)?.tell(message),
    });
    return connection;
  }

  #disconnect(): void {
    clearTimeout(this.#idleTimer);
    this.#connection?.close();
    this.#connection = undefined;
  }

  #lost(): void {
    for (const channel of this.#channels.values()) channel.lose();
    if (this.#channels.size === 0) this.#disconnect();
  }

  async #subscribeToAll(connection: SubscriberConnection): Promise<void> {
    if (await this.#subscribeTo(connection, [...this.#channels.values()])) this.#tellMissed();
    // Refused, unless it was lost: what was allowed before may be so again.
    else connection.renew();
  }

  /**
   * Batch by batch: however many there are, each command has the whole of its time.
   *
   * @returns Whether the server has confirmed all of them.
   */
  async #subscribeTo(
    connection: SubscriberConnection,
    channels: readonly SubscribedChannel[],
  ): Promise<boolean> {
    for (let start = 0; start < channels.length; start += mostChannelsACommand) {
      const batch = channels
        .slice(start, start + mostChannelsACommand)
        // Nobody listens any more to one that was replaced or left while the others were subscribed to.
        .filter((channel) => this.#channels.get(channel.name) === channel);
      if (batch.length > 0 && !(await this.#subscribe(connection, batch))) return false;
    }
    return true;
  }

  /** @returns Whether the server has confirmed. */
  async #subscribe(
    connection: SubscriberConnection,
    channels: readonly SubscribedChannel[],
  ): Promise<boolean> {
    try {
      await connection.subscribe(channels.map(({ name }) => name));
    } catch (error) {
      // Otherwise the connection was lost: all channels are subscribed to when it is there again.
      if (error instanceof Error && isReplyError(error)) {
        const refusal = explainFailure(this.#options.nodeId, error);
        for (const channel of channels) channel.refuse(refusal);
      }
      return false;
    }
    for (const channel of channels) channel.confirm();
    return true;
  }

  #tellMissed(): void {
    if (!this.#options.isNodeUp()) return;
    for (const channel of [...this.#channels.values()]) channel.tellMissed();
  }
}
