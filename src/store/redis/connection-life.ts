import type { Redis } from 'ioredis';
import { dropConnection, streamOf } from './client-stream.ts';
import { lateMessage } from './observed-command.ts';
import { reconnectDelayMs } from './redis-client.ts';
import type { ScriptBook } from './script-book.ts';
import type { ScriptSender } from './script-sender.ts';
import { checkServer, loadScripts } from './server-check.ts';
import type { ServerWatch } from './server-watch.ts';

/** A start waits no longer for a node; it is tried again while the gateway serves. */
const firstConnectTimeoutMs = 1000;

const loadingPollMs = 200;

const closeTimeoutMs = 1000;

/** What {@link ConnectionLife} needs. */
export interface ConnectionLifeOptions {
  /** Of the node. */
  readonly id: string;
  readonly client: Redis;
  /** On that client; what it has sent is answered before the end. */
  readonly sender: ScriptSender;
  /** Told of each connection, whether it can be used. */
  readonly watch: ServerWatch;
  /** What the server is to have before it is used. */
  readonly scripts: ScriptBook;
}

/**
 * Connects a client, checks each connection that it makes, and ends the last one.
 *
 * Connections are made on and on: once a second where the server hangs, and every {@link createRedisClient} delay where it
 * refuses.
 */
export class ConnectionLife {
  readonly #id: string;
  readonly #client: Redis;
  readonly #sender: ScriptSender;
  readonly #watch: ServerWatch;
  readonly #scripts: ScriptBook;
  #loadingTimer: NodeJS.Timeout | undefined;
  #dropTimer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #onFirstCheck: (fault: Error | undefined) => void = () => undefined;

  constructor({ id, client, sender, watch, scripts }: ConnectionLifeOptions) {
    this.#id = id;
    this.#client = client;
    this.#sender = sender;
    this.#watch = watch;
    this.#scripts = scripts;
    client.on('ready', () => void this.#check());
    client.on('close', () => {
      watch.down('connection lost');
    });
    client.on('error', (error: Error) => {
      this.#noteFailure(error);
    });
  }

  /** As {@link RedisConnection.connect}. */
  async connect(): Promise<void> {
    const fault = await new Promise<Error | undefined>((resolve) => {
      const timer = setTimeout(resolve, firstConnectTimeoutMs, undefined);
      this.#onFirstCheck = (error): void => {
        clearTimeout(timer);
        resolve(error);
      };
      // Failures come as events too.
      this.#client.connect().catch(() => undefined);
    });
    this.#onFirstCheck = (): undefined => undefined;
    if (fault) {
      await this.close();
      throw fault;
    }
  }

  /** As {@link RedisConnection.close}. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#watch.close();
    clearTimeout(this.#loadingTimer);
    await this.#sender.drain(closeTimeoutMs);
    clearTimeout(this.#dropTimer);
    this.#client.disconnect();
    dropConnection(this.#client);
  }

  async #check(): Promise<void> {
    const stream = streamOf(this.#client);
    this.#watch.checking();
    try {
      const warnings = await checkServer(this.#id, this.#client);
      if (warnings === 'loading') {
        this.#watch.down('LOADING');
        this.#loadingTimer = setTimeout(() => void this.#check(), loadingPollMs).unref();
        return;
      }
      await loadScripts(this.#client, this.#scripts);
      if (this.#isOver(stream)) return;
      for (const warning of warnings) this.#watch.warn(warning);
      this.#watch.checked();
      this.#onFirstCheck(undefined);
    } catch (error) {
      if (this.#isOver(stream)) return;
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#noteFailure(failure);
      // The next one may be to a server that was repaired meanwhile.
      if (failure.message === lateMessage) this.#dropLater(stream);
      else dropConnection(this.#client);
    }
  }

  /** Whether what was found out about a connection is about one of before. */
  #isOver(stream: Redis['stream'] | undefined): boolean {
    return this.#isClosed || stream !== streamOf(this.#client);
  }

  /** So that a server that hangs is not connected to more often than it is to be probed. */
  #dropLater(stream: Redis['stream'] | undefined): void {
    clearTimeout(this.#dropTimer);
    const delayMs = Math.max(0, this.#watch.msToNextProbe - reconnectDelayMs);
    this.#dropTimer = setTimeout(() => stream?.destroy(), delayMs).unref();
  }

  #noteFailure(error: Error): void {
    this.#onFirstCheck(this.#watch.failed(error));
  }
}
