import type { NodeLog } from '../node-log.ts';
import type { NodeObserver } from '../node-observer.ts';
import type { SubscriberTimes } from './channel-subscriber.ts';
import type { NodeScripts } from './record-step.ts';
import { createSubscriberClient } from './redis-client.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisSessionEvents } from './redis-session-events.ts';
import { ReplicatedWrites } from './replicated-writes.ts';
import { ScriptBook } from './script-book.ts';
import type { SentinelTimes } from './sentinel/sentinel-presence.ts';

/** What {@link NodeConnections} need. */
export interface NodeConnectionsOptions {
  readonly id: string;
  /** May hold a password, so it gets into no message. */
  readonly url: string;
  readonly log: NodeLog;
  /** For the connection that hears of changes. */
  readonly subscriber?: SubscriberTimes;
  /** As in {@link RedisConnectionOptions}. */
  readonly sentinels?: SentinelTimes;
  /** Told each time the server can be used again: it may have lost what was installed there. */
  readonly onUp?: () => void;
  /** As in {@link RedisConnectionOptions}, and so is `observer`. */
  readonly maxCommands?: number | undefined;
  readonly observer?: NodeObserver | undefined;
  /** Replicas that must have a login, an end or an import before it counts; 0 when absent. */
  readonly waitReplicas?: number | undefined;
}

/** The connections to one Redis server: for commands, for writes that wait for replicas, and to hear of changes. */
export class NodeConnections {
  readonly commands: RedisConnection;
  /** For what is to be on replicas before it counts. That for commands, where nothing waits for replicas. */
  readonly writes: NodeScripts;
  /** Connects when somebody listens. */
  readonly events: RedisSessionEvents;
  readonly #replicated: ReplicatedWrites | undefined;

  /** @throws {TypeError} When the URL is not one of a Redis server. */
  constructor(options: NodeConnectionsOptions) {
    const { id, url, log, subscriber, onUp, waitReplicas = 0, ...bounds } = options;
    const scripts = ScriptBook.ofServer();
    this.commands = new RedisConnection({
      id,
      url,
      log,
      onUp: (downAt) => {
        this.events.nodeIsUp(downAt);
        onUp?.();
      },
      scripts,
      ...bounds,
    });
    this.#replicated =
      waitReplicas === 0
        ? undefined
        : new ReplicatedWrites({
            id,
            url,
            log,
            scripts,
            replicas: waitReplicas,
            status: () => this.commands.status,
            ...bounds,
          });
    this.writes = this.#replicated ?? this.commands;
    this.events = new RedisSessionEvents({
      nodeId: id,
      newClient: () => createSubscriberClient(url),
      isNodeUp: () => this.commands.status === 'UP',
      ...subscriber,
    });
  }

  /** As {@link RedisConnection.connect}. */
  async connect(): Promise<void> {
    await Promise.all([this.commands.connect(), this.#replicated?.connect()]);
  }

  /** As {@link RedisConnection.close}. */
  async close(): Promise<void> {
    this.events.close();
    await Promise.all([this.commands.close(), this.#replicated?.close()]);
  }
}
