import type { Redis } from 'ioredis';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { NodeLog } from '../node-log.ts';
import type { NodeObserver } from '../node-observer.ts';
import { answerWithin } from '../answer-within.ts';
import { answerDecoded, failureOf } from './caller-answer.ts';
import { dropConnection } from './client-stream.ts';
import { FenceRefusals } from './fence-refusals.ts';
import { observeCommand } from './observed-command.ts';
import { commandTimeoutMs, createRedisClient } from './redis-client.ts';
import { defaultMaxCommands } from './redis-connection.ts';
import { isReplyError, unavailable } from './reply-error.ts';
import { ReplicatedWrite } from './replicated-write.ts';
import type { ScriptBook } from './script-book.ts';
import { commandText, type RawReply } from './script-command.ts';
import type { ScriptRunner } from './script-runner.ts';
import { ScriptSender } from './script-sender.ts';
import type { ScriptName } from './script-source.ts';
import { sessionChannel } from './session-channel.ts';

/**
 * How long replicas have. A write waits for those before it too, so twice that must fit into the time of a command.
 */
const replicationTimeoutMs = 180;

const closeTimeoutMs = 1000;

const connectTimeoutMs = 1000;

/**
 * Goes to replicas as a write does, and nobody listens. Since Redis 7.2 WAIT stands for the last write of its connection and
 * not for what the server has written by then; a script that finds a session ended or put down by somebody else writes
 * nothing, and what it answers is to be on replicas all the same.
 */
const anyWriteText = commandText('PUBLISH', sessionChannel(''), '');

/** What writes need that are to be on replicas before they count. */
export interface ReplicatedWritesOptions {
  /** Of the node. */
  readonly id: string;
  /** As {@link createRedisClient} takes it. */
  readonly url: string;
  /** How many must have a write. A positive whole number. */
  readonly replicas: number;
  readonly scripts: ScriptBook;
  /** By the node's other connection, which finds that out. */
  readonly status: () => NodeStatus;
  /** Writes that wait or are under way, at most; 1,000 when absent. */
  readonly maxCommands?: number | undefined;
  readonly log: NodeLog;
  readonly observer?: NodeObserver | undefined;
}

/**
 * Runs scripts and says nothing of what they did before enough replicas have it.
 *
 * On a connection of its own, since WAIT holds up all that comes behind it. Writes go in batches: all that were asked for
 * while the one before was waited for, and one WAIT behind them. It stands for all writes of that connection so far.
 */
export class ReplicatedWrites implements ScriptRunner {
  readonly id: string;
  readonly #options: ReplicatedWritesOptions;
  readonly #client: Redis;
  readonly #sender: ScriptSender;
  readonly #refusals: FenceRefusals;
  readonly #wait: string;
  #queue: ReplicatedWrite[] = [];
  #underWay = 0;
  #isWaiting = false;
  #isShort = false;

  constructor(options: ReplicatedWritesOptions) {
    this.id = options.id;
    this.#options = options;
    this.#refusals = new FenceRefusals(options.id);
    this.#client = createRedisClient(options.url);
    // What is wrong with the server, the node's other connection finds out and logs.
    this.#client.on('error', () => undefined);
    this.#sender = new ScriptSender(this.#client, commandTimeoutMs, () => undefined);
    this.#wait = commandText('WAIT', String(options.replicas), String(replicationTimeoutMs));
  }

  /** Connects, and again whenever that is lost, until it is closed. Returns after a second also when nothing answers. */
  async connect(): Promise<void> {
    await answerWithin(
      this.#client.connect().then(
        () => true,
        () => false,
      ),
      connectTimeoutMs,
    );
  }

  /**
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE` also when too few replicas had the write in time: it is done, and may
   *   be lost with the master.
   * @throws {FencedOut} As {@link RedisConnection.run}.
   */
  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    const { status, maxCommands = defaultMaxCommands, observer, scripts } = this.#options;
    const isDown = status() === 'DOWN';
    if (isDown || this.#underWay >= maxCommands) {
      observer?.commandEnded?.(this.id, name, isDown ? 'rejected' : 'overfull', 0);
      return Promise.reject(unavailable(this.id));
    }
    const end = observeCommand(observer, this.id, name);
    this.#underWay += 1;
    return new Promise((resolve, reject) => {
      const write = new ReplicatedWrite(
        { call: scripts.call(name), keys, args },
        {
          resolve: (reply) => {
            this.#underWay -= 1;
            end?.('answered');
            answerDecoded(reply, decode, resolve, reject);
          },
          reject: (error) => {
            this.#underWay -= 1;
            reject(failureOf(this.id, error, this.#refusals, end));
          },
        },
      );
      this.#enqueue(write);
    });
  }

  /** Ends the connection when nothing is under way any more, after a second at most. */
  async close(): Promise<void> {
    await this.#sender.drain(closeTimeoutMs);
    this.#client.disconnect();
    this.#drop();
  }

  #enqueue(write: ReplicatedWrite): void {
    this.#queue.push(write);
    // With those that are asked for in the same turn of the event loop.
    if (!this.#isWaiting && this.#queue.length === 1) setImmediate(this.#send);
  }

  readonly #send = (): void => {
    const batch = this.#queue;
    this.#queue = [];
    this.#isWaiting = true;
    for (const write of batch) this.#sender.sendText(write.text, write);
    this.#sender.sendText(anyWriteText, { resolve: ignore, reject: ignore });
    this.#sender.sendText(this.#wait, {
      resolve: (count) => {
        this.#waited(batch, this.#shortageAt(Number(count)));
      },
      reject: (error) => {
        if (isReplyError(error)) {
          this.#waited(batch, `the server refuses to wait for replicas: ${error.message}`);
          // A replica does, and the master may be behind the same address by now.
          if (/\breplica\b/.test(error.message)) this.#drop();
          return;
        }
        for (const write of batch) write.settle(error);
        this.#next();
        // Nobody knows what is still held up behind it.
        this.#drop();
      },
    });
  };

  #shortageAt(count: number): string | undefined {
    const { replicas } = this.#options;
    if (count >= replicas) return undefined;
    return `${count} of the ${replicas} replicas that RINGGATE_WAIT_REPLICAS asks for had the write within ${replicationTimeoutMs} ms`;
  }

  /** @param shortage Why writes that are done do not count; absent when enough replicas have them. */
  #waited(batch: readonly ReplicatedWrite[], shortage: string | undefined): void {
    const { id, log } = this.#options;
    const isShort = shortage !== undefined;
    if (isShort !== this.#isShort) {
      this.#isShort = isShort;
      if (isShort) log.warn({ node: id }, shortage);
      else log.info({ node: id }, 'enough replicas have what is written');
    }
    for (const write of batch) {
      // The server has not run it: it wants the script whole.
      if (write.isUnknownScript) this.#queue.push(write.whole());
      else write.settle(isShort ? new Error(shortage) : undefined);
    }
    this.#next();
  }

  #next(): void {
    this.#isWaiting = false;
    if (this.#queue.length > 0) this.#send();
  }

  /** Connects anew: the master may be another server by now. */
  #drop(): void {
    dropConnection(this.#client);
  }
}

function ignore(): void {
  return;
}
