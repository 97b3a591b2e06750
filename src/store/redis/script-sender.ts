import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { CommandDeadlines } from './command-deadlines.ts';
import { lateMessage } from './observed-command.ts';
import {
  commandText,
  ScriptCommand,
  type RawReply,
  type ReplyHandler,
  type ScriptCall,
} from './script-command.ts';

const drainPollMs = 10;

/**
 * As many commands go at once at most. Larger batches save no more, and let server and gateway wait for each other:
 * measured with 50 clients on one node, the gateway then idles a seventh of the time. (ASKING may make it one more.)
 */
const largestBatch = 16;

const pingText = commandText('PING');
const askingText = commandText('ASKING');

/**
 * Sends scripts by EVALSHA: what is asked for in one turn of the event loop in few writes, since a write of its own costs
 * more than all else about a command.
 *
 * Sends again only what the server says it does not know (NOSCRIPT, after SCRIPT FLUSH or a restart): that did not run.
 */
export class ScriptSender {
  readonly #client: Redis;
  readonly #deadlines: CommandDeadlines<ScriptCommand>;
  #outbox: ScriptCommand[] = [];
  #batch = '';
  #underWay = 0;
  readonly #sink;

  /** @param onLate Called when a command was not answered in time, before its caller is told. */
  constructor(client: Redis, timeoutMs: number, onLate: () => void) {
    this.#client = client;
    this.#deadlines = new CommandDeadlines(timeoutMs, (command) => {
      onLate();
      this.#giveUp(command);
    });
    // What a pipeline of ioredis gives to `sendCommand`: it takes the texts of its commands, to write them as one.
    this.#sink = {
      isPipeline: true as const,
      destination: { redis: client },
      write: (text: string | Buffer): void => {
        this.#batch += String(text);
      },
    };
  }

  /**
   * Commands that were sent, and neither answered nor lost with their connection: also those that nobody waits for any
   * more, since they still take memory here and work there.
   */
  get underWay(): number {
    return this.#underWay;
  }

  /** @param asking Whether the slot of the keys is on its way to the server (Redis Cluster). */
  send(
    call: ScriptCall,
    keys: readonly string[],
    args: readonly string[],
    handler: ReplyHandler,
    asking = false,
  ): void {
    const { resolve, reject } = handler;
    const rejected = (error: Error): void => {
      if (error.message.startsWith('NOSCRIPT')) {
        this.#post(call.eval(keys, args), resolve, reject, asking);
      } else {
        reject(error);
      }
    };
    this.#post(call.evalsha(keys, args), resolve, rejected, asking);
  }

  /** @param wireText A command as the server takes it. It is never sent again. */
  sendText(wireText: string, handler: ReplyHandler): void {
    this.#post(wireText, handler.resolve, handler.reject);
  }

  /** Asks for an answer behind all that was sent before. */
  ping(handler: ReplyHandler): void {
    this.#post(pingText, handler.resolve, handler.reject);
  }

  /** Returns when all that was sent is answered or given up, or when the time is over. */
  async drain(timeoutMs: number): Promise<void> {
    for (
      let waitedMs = 0;
      !this.#deadlines.isEmpty && waitedMs < timeoutMs;
      waitedMs += drainPollMs
    ) {
      await setTimeout(drainPollMs);
    }
    this.#deadlines.close();
  }

  #post(
    wireText: string,
    resolve: (reply: RawReply) => void,
    reject: (error: Error) => void,
    asking = false,
  ): void {
    const command = new ScriptCommand(wireText);
    // Called by ioredis, once for each command: with the answer, or with the loss of the connection.
    command.resolve = (reply: RawReply): void => {
      this.#underWay -= 1;
      if (this.#deadlines.settle(command)) resolve(reply);
    };
    command.reject = (error: Error): void => {
      this.#underWay -= 1;
      if (this.#deadlines.settle(command)) reject(error);
    };
    command.onLate = reject;
    this.#underWay += 1;
    this.#deadlines.add(command);
    if (this.#outbox.length === 0) setImmediate(this.#flush);
    // It is about the next command only, so both go in one batch.
    if (asking) this.#outbox.push(askingCommand());
    this.#outbox.push(command);
    if (this.#outbox.length >= largestBatch) this.#flush();
  }

  /** Nobody waits for it any more; ioredis does, until it is answered or lost. */
  #giveUp(command: ScriptCommand): void {
    if (this.#deadlines.settle(command)) command.onLate(new Error(lateMessage));
  }

  /**
   * Queues and writes at once: ioredis takes replies to be in the order of its queue, so no other command may be written
   * between the two.
   */
  readonly #flush = (): void => {
    const commands = this.#outbox;
    this.#outbox = [];
    for (const command of commands) this.#client.sendCommand(command, this.#sink);
    const text = this.#batch;
    this.#batch = '';
    if (text !== '') this.#client.stream.write(text);
  };
}

/** Nobody waits for its answer: what comes of it shows in that of the next command. */
function askingCommand(): ScriptCommand {
  const command = new ScriptCommand(askingText);
  command.resolve = command.reject = (): void => undefined;
  return command;
}
