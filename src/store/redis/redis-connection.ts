import type { Redis } from 'ioredis';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { NodeLog } from '../node-log.ts';
import type { NodeObserver } from '../node-observer.ts';
import type { BreakerState } from '../session-node.ts';
import { answerDecoded, failureOf, type Refusals } from './caller-answer.ts';
import { ConnectionLife } from './connection-life.ts';
import { FenceRefusals } from './fence-refusals.ts';
import { lateMessage, observeCommand } from './observed-command.ts';
import { commandTimeoutMs, createRedisClient } from './redis-client.ts';
import { isReplyError, unavailable } from './reply-error.ts';
import { ScriptBook } from './script-book.ts';
import type { RawReply } from './script-command.ts';
import { ScriptSender } from './script-sender.ts';
import type { ScriptName } from './script-source.ts';
import type { SentinelTimes } from './sentinel/sentinel-presence.ts';
import { ServerWatch } from './server-watch.ts';

/** That of `RINGGATE_NODE_MAX_COMMANDS`. */
export const defaultMaxCommands = 1_000;

/** What a node's connection needs. */
export interface RedisConnectionOptions {
  readonly id: string;
  /** As {@link parseRedisUrl} takes it. */
  readonly url: string;
  readonly log: NodeLog;
  /** Told each time the server can be used again; since when it could not be, by `performance.now`. */
  readonly onUp: (downAt: number) => void;
  /** Commands under way, at most; 1,000 when absent. */
  readonly maxCommands?: number | undefined;
  readonly observer?: NodeObserver | undefined;
  /** When its Sentinels count as away. */
  readonly sentinels?: SentinelTimes;
  /** What is run there; the scripts of a server of its own when absent. */
  readonly scripts?: ScriptBook;
  /** What the errors mean that say "not here"; those of the fence when absent. */
  readonly refusals?: Refusals;
}

/**
 * The connection to one server: sends commands as long as it can be used.
 *
 * UP: connected, checked, and answering. While it is DOWN ({@link ServerWatch}) every command fails at once, so that no
 * request waits for a node that was silent before, and the server is asked until it answers: by a PING, then by connecting
 * anew ({@link ConnectionLife}). While UP and answering nothing is sent that nobody asked for.
 */
export class RedisConnection {
  readonly client: Redis;
  /** Of the node. */
  readonly id: string;
  readonly #watch: ServerWatch;
  readonly #life: ConnectionLife;
  readonly #observer: NodeObserver | undefined;
  readonly #scripts: ScriptBook;
  readonly #sender: ScriptSender;
  readonly #refusals: Refusals;
  readonly #maxCommands: number;
  #asksUnderWay = 0;

  constructor(options: RedisConnectionOptions) {
    const { id, url, log, onUp, maxCommands, observer, scripts, refusals, sentinels } = options;
    this.id = id;
    this.#observer = observer;
    this.#maxCommands = maxCommands ?? defaultMaxCommands;
    this.#scripts = scripts ?? ScriptBook.ofServer();
    this.#refusals = refusals ?? new FenceRefusals(id);
    const client = createRedisClient(url, { id, log, ...sentinels });
    const sender = new ScriptSender(client, commandTimeoutMs, () => {
      this.#watch.late();
    });
    this.client = client;
    this.#sender = sender;
    this.#watch = new ServerWatch({ id, log, onUp, observer, client, sender });
    this.#life = new ConnectionLife({
      id,
      client,
      sender,
      watch: this.#watch,
      scripts: this.#scripts,
    });
  }

  get status(): NodeStatus {
    return this.#watch.status;
  }

  get breaker(): BreakerState {
    return this.#watch.breaker;
  }

  /** As in {@link ServerWatch}. */
  get isLate(): boolean {
    return this.#watch.isLate;
  }

  /**
   * Connects, and returns when the server is checked or was found not to answer, after a second at most. Where it does
   * not answer, connecting is tried on and on.
   *
   * @throws {RedisNodeError} When the server answers but cannot be used.
   */
  connect(): Promise<void> {
    return this.#life.connect();
  }

  /**
   * Runs a script once, as one command.
   *
   * @param asking Whether the slot of the keys is on its way to the server (Redis Cluster).
   * @returns What `decode` makes of its reply.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE`, within a second; at once while DOWN, and past the bound of commands.
   * @throws {FencedOut} When the script begins with the fence, and the node has another topology; or what else the
   *   refusals of the options say.
   */
  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
    asking = false,
  ): Promise<Outcome> {
    const refusal = this.#refusal(name);
    if (refusal !== undefined) return Promise.reject(refusal);
    const end = observeCommand(this.#observer, this.id, name);
    return new Promise((resolve, reject) => {
      const handler = {
        resolve: (reply: RawReply): void => {
          this.#watch.answered();
          end?.('answered');
          answerDecoded(reply, decode, resolve, reject);
        },
        reject: (error: Error): void => {
          this.#watch.refused(error);
          reject(failureOf(this.id, error, this.#refusals, end));
        },
      };
      this.#sender.send(this.#scripts.call(name), keys, args, handler, asking);
    });
  }

  /**
   * Runs a plain command of ioredis, or several in turn.
   *
   * @param name For the observer, as in `ping`.
   * @throws {SessionError} As {@link RedisConnection.run}.
   */
  async ask<Reply>(command: (client: Redis) => Promise<Reply>, name = 'other'): Promise<Reply> {
    const refusal = this.#refusal(name);
    if (refusal !== undefined) throw refusal;
    const end = observeCommand(this.#observer, this.id, name);
    this.#asksUnderWay += 1;
    try {
      const reply = await command(this.client);
      this.#watch.answered();
      end?.('answered');
      return reply;
    } catch (error) {
      if (!(error instanceof Error)) {
        // What the command itself throws in place of an answer, a limiter's verdict as it is: the server has answered.
        this.#watch.answered();
        end?.('answered');
        throw error;
      }
      if (error.message === lateMessage) this.#watch.late();
      if (isReplyError(error)) this.#watch.answered();
      throw failureOf(this.id, error, this.#refusals, end);
    } finally {
      this.#asksUnderWay -= 1;
    }
  }

  /** Ends the connection when nothing is under way any more, after a second at most. */
  close(): Promise<void> {
    return this.#life.close();
  }

  /** Why no command is sent now; absent when one may be. */
  #refusal(command: string): Error | undefined {
    if (this.#watch.status === 'DOWN') {
      this.#observer?.commandEnded?.(this.id, command, 'rejected', 0);
      return unavailable(this.id);
    }
    if (this.#sender.underWay + this.#asksUnderWay < this.#maxCommands) return undefined;
    this.#observer?.commandEnded?.(this.id, command, 'overfull', 0);
    const reason = `${this.#maxCommands} commands are under way, which is all that RINGGATE_NODE_MAX_COMMANDS allows`;
    this.#watch.warn(reason);
    return unavailable(this.id, new Error(reason));
  }
}
