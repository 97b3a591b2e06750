import type { Redis } from 'ioredis';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { BreakerState } from '../session-node.ts';
import { Breaker } from './breaker.ts';
import { dropConnection, streamOf } from './client-stream.ts';
import { NodeHealth, type NodeHealthOptions } from './node-health.ts';
import { lateMessage } from './observed-command.ts';
import { RedisNodeError } from './redis-node-error.ts';
import { errorCode, isReplyError } from './reply-error.ts';
import type { ScriptSender } from './script-sender.ts';
import { SentinelsError } from './sentinel/sentinels-error.ts';
import { accessError } from './server-check.ts';

/** Why a node is DOWN, in the log: a command was not answered in time. */
const lateReason = 'command timed out';

/**
 * A replica is good for reading, so it is not left more often than that; and not much more rarely, since a new master is to
 * be used within 2 seconds.
 */
const renewIntervalMs = 1500;

/** What {@link ServerWatch} needs. */
export interface ServerWatchOptions extends NodeHealthOptions {
  readonly client: Redis;
  /** On that client; for the PING. */
  readonly sender: ScriptSender;
}

/**
 * Whether one server can be used, by what it answers and what it does not.
 *
 * It is DOWN as soon as the connection is lost; when three commands in a row were late; or when a command was late and the
 * PING that was sent then is late too. After the latter two the first answer makes it UP again, and where the PING is late
 * the connection is dropped; a new one has to be checked ({@link ConnectionLife}).
 */
export class ServerWatch {
  readonly #id: string;
  readonly #client: Redis;
  readonly #sender: ScriptSender;
  readonly #health: NodeHealth;
  readonly #breaker = new Breaker(() => performance.now());
  #isPinging = false;
  #renewedAt = -renewIntervalMs;

  constructor({ client, sender, ...options }: ServerWatchOptions) {
    this.#id = options.id;
    this.#client = client;
    this.#sender = sender;
    this.#health = new NodeHealth(options);
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

  /** As in {@link Breaker}. */
  get msToNextProbe(): number {
    return this.#breaker.msToNextProbe;
  }

  /** A command was answered in time. */
  answered(): void {
    if (!this.#breaker.isLate) return;
    this.#breaker.answered();
    this.#health.up();
  }

  /** A command was not answered in time. */
  late(): void {
    // A connection that is made anew is asked more than that.
    if (this.#health.status === 'DOWN') return;
    this.#breaker.late();
    if (this.#breaker.state === 'open') this.#health.down(lateReason);
    if (!this.#isPinging) this.#ping();
    this.#breaker.probe();
  }

  /** A script failed: what that says about the server. */
  refused(error: Error): void {
    if (isReplyError(error)) this.answered();
    // At once: the event that tells of a lost connection comes after the commands that it fails.
    else if (error.message !== lateMessage) this.down('connection lost');
    // It was made a replica: behind the same address there may be the new master by now.
    if (!/\bREADONLY\b/.test(error.message)) return;
    const now = performance.now();
    if (now - this.#renewedAt < renewIntervalMs) return;
    this.#renewedAt = now;
    dropConnection(this.#client);
  }

  /** Something went wrong outside of any command of a caller. @returns Why it cannot be used as it is set up, if so. */
  failed(error: Error): RedisNodeError | undefined {
    const fault = error instanceof RedisNodeError ? error : accessError(this.#id, error);
    this.#breaker.trip();
    if (error instanceof SentinelsError) this.warn(error.message);
    if (fault) this.#health.unusable(fault);
    else this.#health.down(error.message === lateMessage ? lateReason : errorCode(error));
    return fault;
  }

  /** Not to be used before a new connection was checked. @param reason As in {@link NodeHealth.down}. */
  down(reason: string): void {
    this.#breaker.trip();
    this.#health.down(reason);
  }

  /** A new connection is about to be checked. */
  checking(): void {
    this.#breaker.probe();
  }

  /** A new connection was checked: it can be used. */
  checked(): void {
    this.#breaker.close();
    this.#health.up();
  }

  /** As {@link NodeHealth.warn}. */
  warn(message: string): void {
    this.#health.warn(message);
  }

  /** DOWN for good, and silent. */
  close(): void {
    this.#health.close();
  }

  #ping(): void {
    const stream = streamOf(this.#client);
    this.#isPinging = true;
    this.#sender.ping({
      resolve: () => {
        this.#isPinging = false;
        this.answered();
      },
      reject: (error) => {
        this.#isPinging = false;
        if (isReplyError(error)) this.answered();
        // Not where something was answered meanwhile, or where the connection is another one by now.
        else if (this.#breaker.isLate && stream === streamOf(this.#client)) {
          this.down(lateReason);
          dropConnection(this.#client);
        }
      },
    });
  }
}
