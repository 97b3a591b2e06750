import { Command } from 'ioredis';
import type { DeadlineLinks } from './command-deadlines.ts';
import type { ScriptSource } from './script-source.ts';

/** A reply as the decoder of ioredis gives it, before any conversion. */
export type RawReply = Buffer | string | number | null | RawReply[];

/** What becomes of a script that was sent: one of them is called, once. */
export interface ReplyHandler {
  readonly resolve: (reply: RawReply) => void;
  readonly reject: (error: Error) => void;
}

const noArguments: string[] = [];

const ignore = (): void => undefined;

/**
 * One EVALSHA or EVAL, as text for the wire.
 *
 * A plain `Command` of ioredis keeps its arguments apart, converts them, makes a promise and converts the reply, which is half
 * of what a read costs the client. Neither keys nor values are kept in this one, so none gets into an error's `command`.
 */
export class ScriptCommand extends Command implements DeadlineLinks<ScriptCommand> {
  lastRound: number | undefined;
  older: ScriptCommand | undefined;
  newer: ScriptCommand | undefined;
  /** Told when it is awaited no longer; assigned like `resolve`. */
  onLate: (error: Error) => void = ignore;
  readonly #wireText: string;

  /** Whoever makes it assigns `resolve` and `reject`. */
  constructor(wireText: string) {
    super('evalsha', noArguments);
    this.#wireText = wireText;
  }

  override toWritable(): string {
    return this.#wireText;
  }
}

/** A script with the ways to call it, as text for the wire. */
export class ScriptCall {
  readonly source: ScriptSource;
  readonly #head: string;

  constructor(source: ScriptSource) {
    this.source = source;
    this.#head = bulk('EVALSHA') + bulk(source.sha);
  }

  /** Names the script. */
  evalsha(keys: readonly string[], args: readonly string[]): string {
    return request(this.#head, keys, args);
  }

  /** Brings the script along. */
  eval(keys: readonly string[], args: readonly string[]): string {
    return request(bulk('EVAL') + bulk(this.source.lua), keys, args);
  }
}

/** A command as the server takes it. @param parts Its name, then its arguments. */
export function commandText(...parts: readonly string[]): string {
  return `*${parts.length}\r\n${parts.map(bulk).join('')}`;
}

function request(head: string, keys: readonly string[], args: readonly string[]): string {
  let text = `*${3 + keys.length + args.length}\r\n${head}${bulk(String(keys.length))}`;
  for (const key of keys) text += bulk(key);
  for (const arg of args) text += bulk(arg);
  return text;
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
