import { Redis, type Command, type RedisOptions } from 'ioredis';
import { CommandDeadlines, type DeadlineLinks } from './command-deadlines.ts';
import { lateMessage } from './observed-command.ts';
import { ScriptCommand } from './script-command.ts';

/**
 * A client of ioredis that gives up its plain commands as scripts are given up ({@link CommandDeadlines}). The library's
 * own `commandTimeout` goes by the clock: after a pause of this process it calls a server silent whose answer is there.
 */
export class TimedRedis extends Redis {
  readonly #deadlines: CommandDeadlines<PlainCommand>;

  constructor(options: Omit<RedisOptions, 'replyMapping'>, timeoutMs: number) {
    super(options);
    this.#deadlines = new CommandDeadlines(timeoutMs, (plain) => {
      this.#deadlines.settle(plain);
      plain.command.reject(new Error(lateMessage));
    });
  }

  override sendCommand(
    command: Command,
    stream?: Parameters<Redis['sendCommand']>[1],
  ): ReturnType<Redis['sendCommand']> {
    // Whoever sends scripts has deadlines of its own.
    if (!(command instanceof ScriptCommand)) this.#limit(command);
    return super.sendCommand(command, stream);
  }

  #limit(command: Command): void {
    const plain = new PlainCommand(command);
    this.#deadlines.add(plain);
    const settle = (): void => {
      this.#deadlines.settle(plain);
    };
    command.promise.then(settle, settle);
  }
}

class PlainCommand implements DeadlineLinks<PlainCommand> {
  readonly command: Command;
  lastRound: number | undefined;
  older: PlainCommand | undefined;
  newer: PlainCommand | undefined;

  constructor(command: Command) {
    this.command = command;
  }
}
