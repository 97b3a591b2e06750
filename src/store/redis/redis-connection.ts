import type { Redis } from 'ioredis';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { NodeLog } from '../node-log.ts';
import { FenceRefusals } from './fence-refusals.ts';
import { NodeHealth } from './node-health.ts';
import { commandTimeoutMs, createRedisClient } from './redis-client.ts';
import { RedisNodeError } from './redis-node-error.ts';
import { errorCode, explainFailure, isReplyError, unavailable } from './reply-error.ts';
import { ScriptBook } from './script-book.ts';
import type { RawReply } from './script-command.ts';
import { ScriptSender } from './script-sender.ts';
import type { ScriptName } from './script-source.ts';
import { accessError, checkServer, loadScripts } from './server-check.ts';

/** A start waits no longer for a node; it is tried again while the gateway serves. */
const firstConnectTimeoutMs = 1000;

const loadingPollMs = 200;

/** What ioredis says of a command that was not answered in time. */
const timedOut = 'Command timed out';

const closeTimeoutMs = 1000;

/**
 * A replica is good for reading, so it is not left more often than that; and not much more rarely, since a new master is to
 * be used within 2 seconds.
 */
const renewIntervalMs = 1500;

/** What a node's connection needs. */
export interface RedisConnectionOptions {
  readonly id: string;
  /** As {@link parseRedisUrl} takes it. */
  readonly url: string;
  readonly log: NodeLog;
  /** Told each time the server can be used again; since when it could not be, by `performance.now`. */
  readonly onUp: (downAt: number) => void;
}

/**
 * The connection to one server, and whether it can be used.
 *
 * UP: connected, checked, and no command was late. A late command or a lost connection makes it DOWN: from then on every
 * command fails at once, so that no request waits for a node that was silent before. While DOWN the server is asked until
 * it answers: by one PING on the connection that is there, then by connecting anew every {@link createRedisClient}
 * delay. While UP nothing is sent that nobody asked for.
 */
export class RedisConnection {
  readonly client: Redis;
  /** Of the node. */
  readonly id: string;
  readonly #health: NodeHealth;
  readonly #scripts = new ScriptBook();
  readonly #sender: ScriptSender;
  readonly #fenceRefusals: FenceRefusals;
  #loadingTimer: NodeJS.Timeout | undefined;
  #isProbing = false;
  #isClosed = false;
  #renewedAt = -renewIntervalMs;
  #onFirstCheck: (fault: Error | undefined) => void = () => undefined;

  constructor({ id, url, log, onUp }: RedisConnectionOptions) {
    this.id = id;
    this.#health = new NodeHealth(id, log, onUp);
    this.#fenceRefusals = new FenceRefusals(id);
    this.client = createRedisClient(url);
    this.#sender = new ScriptSender(this.client, commandTimeoutMs, () => {
      this.#late();
    });
    this.client.on('ready', () => void this.#check());
    this.client.on('close', () => {
      this.#health.down('connection lost');
    });
    this.client.on('error', (error: Error) => {
      this.#noteFailure(error);
    });
  }

  get status(): NodeStatus {
    return this.#health.status;
  }

  /**
   * Connects, and returns when the server is checked or was found not to answer, after a second at most. Where it does
   * not answer, connecting is tried on and on.
   *
   * @throws {RedisNodeError} When the server answers but cannot be used.
   */
  async connect(): Promise<void> {
    const fault = await new Promise<Error | undefined>((resolve) => {
      const timer = setTimeout(resolve, firstConnectTimeoutMs, undefined);
      this.#onFirstCheck = (error): void => {
        clearTimeout(timer);
        resolve(error);
      };
      // Failures come as events too.
      this.client.connect().catch(() => undefined);
    });
    this.#onFirstCheck = (): undefined => undefined;
    if (fault) {
      await this.close();
      throw fault;
    }
  }

  /**
   * Runs a script once, as one command.
   *
   * @returns What `decode` makes of its reply.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE`, within a second; at once while DOWN.
   * @throws {FencedOut} When the script begins with the fence, and the node has another topology.
   */
  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    if (this.#health.status === 'DOWN') return Promise.reject(unavailable(this.id));
    return new Promise((resolve, reject) => {
      this.#sender.send(this.#scripts.call(name), keys, args, {
        resolve: (reply) => {
          try {
            resolve(decode(reply));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        reject: (error) => {
          this.#noteRefusal(error);
          reject(this.#fenceRefusals.explain(error) ?? explainFailure(this.id, error));
        },
      });
    });
  }

  /** Runs a plain command of ioredis. @throws {SessionError} As {@link RedisConnection.run}. */
  async ask<Reply>(command: (client: Redis) => Promise<Reply>): Promise<Reply> {
    if (this.#health.status === 'DOWN') throw unavailable(this.id);
    try {
      return await command(this.client);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.message === timedOut) this.#late();
      throw explainFailure(this.id, error);
    }
  }

  /** Ends the connection when nothing is under way any more, after a second at most. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#health.close();
    clearTimeout(this.#loadingTimer);
    await this.#sender.drain(closeTimeoutMs);
    this.client.disconnect();
    this.#dropConnection();
  }

  async #check(): Promise<void> {
    const stream = this.#stream();
    try {
      const warnings = await checkServer(this.id, this.client);
      if (warnings === 'loading') {
        this.#health.down('LOADING');
        this.#loadingTimer = setTimeout(() => void this.#check(), loadingPollMs).unref();
        return;
      }
      await loadScripts(this.client, this.#scripts.sources);
      if (stream !== this.#stream() || this.#isClosed) return;
      for (const warning of warnings) this.#health.warn(warning);
      this.#health.up();
      this.#onFirstCheck(undefined);
    } catch (error) {
      if (stream !== this.#stream() || this.#isClosed) return;
      this.#noteFailure(error instanceof Error ? error : new Error(String(error)));
      // The next one may be to a server that was repaired meanwhile.
      this.#dropConnection();
    }
  }

  /** What went wrong outside of any command of a caller. */
  #noteFailure(error: Error): void {
    const fault = error instanceof RedisNodeError ? error : accessError(this.id, error);
    if (fault) this.#health.unusable(fault.message);
    else this.#health.down(errorCode(error));
    this.#onFirstCheck(fault);
  }

  /** What the failure of a command says about the server. */
  #noteRefusal(error: Error): void {
    // At once: the event that tells of a lost connection comes after the commands that it fails.
    if (!isReplyError(error)) this.#health.down('connection lost');
    // It was made a replica: behind the same address there may be the new master by now.
    if (!/\bREADONLY\b/.test(error.message)) return;
    const now = performance.now();
    if (now - this.#renewedAt < renewIntervalMs) return;
    this.#renewedAt = now;
    this.#dropConnection();
  }

  /** A command was not answered in time. */
  #late(): void {
    this.#health.down('command timed out');
    if (this.#isProbing || this.client.status !== 'ready') return;
    this.#isProbing = true;
    this.client
      .ping()
      .then(
        () => {
          this.#health.up();
        },
        () => {
          this.#dropConnection();
        },
      )
      .finally(() => {
        this.#isProbing = false;
      });
  }

  /** At once: `disconnect` would wait for a silent server to close its end. */
  #dropConnection(): void {
    this.#stream()?.destroy();
  }

  /** There is none before the first connecting, whatever the library's type says. */
  #stream(): Redis['stream'] | undefined {
    return this.client.stream;
  }
}
