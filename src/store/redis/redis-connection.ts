import type { Redis } from 'ioredis';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { NodeLog } from '../node-log.ts';
import type { BreakerState, NodeObserver } from '../node-observer.ts';
import { Breaker } from './breaker.ts';
import { FenceRefusals } from './fence-refusals.ts';
import { NodeHealth } from './node-health.ts';
import { lateMessage, observeCommand, outcomeOf } from './observed-command.ts';
import { commandTimeoutMs, createRedisClient, reconnectDelayMs } from './redis-client.ts';
import { RedisNodeError } from './redis-node-error.ts';
import { errorCode, explainFailure, isReplyError, unavailable } from './reply-error.ts';
import { ScriptBook } from './script-book.ts';
import type { RawReply } from './script-command.ts';
import { ScriptSender } from './script-sender.ts';
import type { ScriptName } from './script-source.ts';
import { SentinelsError } from './sentinel/sentinels-error.ts';
import { accessError, checkServer, loadScripts } from './server-check.ts';

/** A start waits no longer for a node; it is tried again while the gateway serves. */
const firstConnectTimeoutMs = 1000;

const loadingPollMs = 200;

const closeTimeoutMs = 1000;

/** Why a node is DOWN, in the log: a command was not answered in time. */
const lateReason = 'command timed out';

/** That of `RINGGATE_NODE_MAX_COMMANDS`. */
export const defaultMaxCommands = 1_000;

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
  /** Commands under way, at most; 1,000 when absent. */
  readonly maxCommands?: number | undefined;
  readonly observer?: NodeObserver | undefined;
  /** What is run there; the scripts of a server of its own when absent. */
  readonly scripts?: ScriptBook;
  /** What the errors mean that say "not here"; those of the fence when absent. */
  readonly refusals?: Refusals;
}

/** Reads errors of a server that has done nothing, since the caller is to go on elsewhere, or otherwise. */
export interface Refusals {
  /** @returns What the caller is told; absent for any other error. */
  explain(error: Error): Error | undefined;
}

/**
 * The connection to one server, and whether it can be used.
 *
 * UP: connected, checked, and answering. It is DOWN, and every command fails at once, so that no request waits for a node
 * that was silent before: as soon as the connection is lost; when three commands in a row were late; or when a command was
 * late and the PING that was sent then is late too. While DOWN the server is asked until it answers ({@link Breaker}): by
 * that PING, then by connecting anew, once a second where it hangs, and every {@link createRedisClient} delay where it
 * refuses. While UP and answering nothing is sent that nobody asked for.
 */
export class RedisConnection {
  readonly client: Redis;
  /** Of the node. */
  readonly id: string;
  readonly #health: NodeHealth;
  readonly #breaker: Breaker;
  readonly #observer: NodeObserver | undefined;
  readonly #scripts: ScriptBook;
  readonly #sender: ScriptSender;
  readonly #refusals: Refusals;
  readonly #maxCommands: number;
  #asksUnderWay = 0;
  #loadingTimer: NodeJS.Timeout | undefined;
  #dropTimer: NodeJS.Timeout | undefined;
  #isPinging = false;
  #isClosed = false;
  #renewedAt = -renewIntervalMs;
  #onFirstCheck: (fault: Error | undefined) => void = () => undefined;

  constructor(options: RedisConnectionOptions) {
    const { id, url, log, onUp, maxCommands, observer, scripts, refusals } = options;
    this.id = id;
    this.#observer = observer;
    this.#maxCommands = maxCommands ?? defaultMaxCommands;
    this.#health = new NodeHealth({ id, log, onUp, observer });
    this.#breaker = new Breaker(
      () => performance.now(),
      (state) => observer?.breakerChanged(id, state),
    );
    this.#scripts = scripts ?? ScriptBook.ofServer();
    this.#refusals = refusals ?? new FenceRefusals(id);
    this.client = createRedisClient(url);
    this.#sender = new ScriptSender(this.client, commandTimeoutMs, () => {
      this.#late();
    });
    this.client.on('ready', () => void this.#check());
    this.client.on('close', () => {
      this.#down('connection lost');
    });
    this.client.on('error', (error: Error) => {
      this.#noteFailure(error);
    });
  }

  get status(): NodeStatus {
    return this.#health.status;
  }

  get breaker(): BreakerState {
    return this.#breaker.state;
  }

  /** Whether a command was late and nothing was answered since: who may choose another node does. */
  get isLate(): boolean {
    return this.#breaker.isLate;
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
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE`, within a second; at once while DOWN, and past the bound of commands.
   * @throws {FencedOut} When the script begins with the fence, and the node has another topology; or what else the
   *   refusals of the options say.
   */
  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    const refusal = this.#refusal(name);
    if (refusal !== undefined) return Promise.reject(refusal);
    const end = observeCommand(this.#observer, this.id, name);
    return new Promise((resolve, reject) => {
      this.#sender.send(this.#scripts.call(name), keys, args, {
        resolve: (reply) => {
          this.#answered();
          end?.('answered');
          try {
            resolve(decode(reply));
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
        reject: (error) => {
          this.#noteRefusal(error);
          const refused = this.#refusals.explain(error);
          end?.(outcomeOf(error, refused !== undefined));
          reject(refused ?? explainFailure(this.id, error));
        },
      });
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
      this.#answered();
      end?.('answered');
      return reply;
    } catch (error) {
      if (!(error instanceof Error)) {
        // What the command itself throws in place of an answer, a limiter's verdict as it is: the server has answered.
        this.#answered();
        end?.('answered');
        throw error;
      }
      if (error.message === lateMessage) this.#late();
      if (isReplyError(error)) this.#answered();
      const refused = this.#refusals.explain(error);
      end?.(outcomeOf(error, refused !== undefined));
      throw refused ?? explainFailure(this.id, error);
    } finally {
      this.#asksUnderWay -= 1;
    }
  }

  /** Ends the connection when nothing is under way any more, after a second at most. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#health.close();
    clearTimeout(this.#loadingTimer);
    await this.#sender.drain(closeTimeoutMs);
    clearTimeout(this.#dropTimer);
    this.client.disconnect();
    this.#dropConnection();
  }

  /** Why no command is sent now; absent when one may be. */
  #refusal(command: string): Error | undefined {
    if (this.#health.status === 'DOWN') {
      this.#observer?.commandEnded?.(this.id, command, 'rejected', 0);
      return unavailable(this.id);
    }
    if (this.#sender.underWay + this.#asksUnderWay < this.#maxCommands) return undefined;
    this.#observer?.commandEnded?.(this.id, command, 'overfull', 0);
    const reason = `${this.#maxCommands} commands are under way, which is all that RINGGATE_NODE_MAX_COMMANDS allows`;
    this.#health.warn(reason);
    return unavailable(this.id, new Error(reason));
  }

  async #check(): Promise<void> {
    const stream = this.#stream();
    this.#breaker.probe();
    try {
      const warnings = await checkServer(this.id, this.client);
      if (warnings === 'loading') {
        this.#down('LOADING');
        this.#loadingTimer = setTimeout(() => void this.#check(), loadingPollMs).unref();
        return;
      }
      await loadScripts(this.client, this.#scripts);
      if (stream !== this.#stream() || this.#isClosed) return;
      for (const warning of warnings) this.#health.warn(warning);
      this.#breaker.close();
      this.#health.up();
      this.#onFirstCheck(undefined);
    } catch (error) {
      if (stream !== this.#stream() || this.#isClosed) return;
      const failure = error instanceof Error ? error : new Error(String(error));
      this.#noteFailure(failure);
      // The next one may be to a server that was repaired meanwhile.
      if (failure.message === lateMessage) this.#dropLater(stream);
      else this.#dropConnection();
    }
  }

  /** So that a server that hangs is not connected to more often than it is to be probed. */
  #dropLater(stream: Redis['stream'] | undefined): void {
    clearTimeout(this.#dropTimer);
    const delayMs = Math.max(0, this.#breaker.msToNextProbe - reconnectDelayMs);
    this.#dropTimer = setTimeout(() => stream?.destroy(), delayMs).unref();
  }

  /** What went wrong outside of any command of a caller. */
  #noteFailure(error: Error): void {
    const fault = error instanceof RedisNodeError ? error : accessError(this.id, error);
    this.#breaker.trip();
    if (error instanceof SentinelsError) this.#health.warn(error.message);
    if (fault) this.#health.unusable(fault);
    else this.#health.down(error.message === lateMessage ? lateReason : errorCode(error));
    this.#onFirstCheck(fault);
  }

  /** What the failure of a command says about the server. */
  #noteRefusal(error: Error): void {
    if (isReplyError(error)) this.#answered();
    // At once: the event that tells of a lost connection comes after the commands that it fails.
    else if (error.message !== lateMessage) this.#down('connection lost');
    // It was made a replica: behind the same address there may be the new master by now.
    if (!/\bREADONLY\b/.test(error.message)) return;
    const now = performance.now();
    if (now - this.#renewedAt < renewIntervalMs) return;
    this.#renewedAt = now;
    this.#dropConnection();
  }

  #down(reason: string): void {
    this.#breaker.trip();
    this.#health.down(reason);
  }

  /** A command was answered in time. */
  #answered(): void {
    if (!this.#breaker.isLate) return;
    this.#breaker.answered();
    this.#health.up();
  }

  /** A command was not answered in time. */
  #late(): void {
    // A connection that is made anew is asked more than that.
    if (this.#health.status === 'DOWN') return;
    this.#breaker.late();
    if (this.#breaker.state === 'open') this.#health.down(lateReason);
    if (!this.#isPinging) this.#ping();
    this.#breaker.probe();
  }

  #ping(): void {
    const stream = this.#stream();
    this.#isPinging = true;
    this.#sender.ping({
      resolve: () => {
        this.#isPinging = false;
        this.#answered();
      },
      reject: (error) => {
        this.#isPinging = false;
        if (isReplyError(error)) this.#answered();
        // Not where something was answered meanwhile, or where the connection is another one by now.
        else if (this.#breaker.isLate && stream === this.#stream()) {
          this.#down(lateReason);
          this.#dropConnection();
        }
      },
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
