import type { RawReply, ReplyHandler, ScriptCall } from './script-command.ts';

/** A script, its keys and its arguments. */
export interface ScriptRequest {
  readonly call: ScriptCall;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** One script that is answered in two steps: by the server, then for the replicas. */
export class ReplicatedWrite implements ReplyHandler {
  readonly #request: ScriptRequest;
  readonly #handler: ReplyHandler;
  readonly #isWhole: boolean;
  #reply: RawReply | undefined;
  #error: Error | undefined;

  /**
   * @param handler One of the two is called, once.
   * @param isWhole Whether the script is brought along.
   */
  constructor(request: ScriptRequest, handler: ReplyHandler, isWhole = false) {
    this.#request = request;
    this.#handler = handler;
    this.#isWhole = isWhole;
  }

  /** As the server takes it. */
  get text(): string {
    const { call, keys, args } = this.#request;
    return this.#isWhole ? call.eval(keys, args) : call.evalsha(keys, args);
  }

  /** The server does not know the script, so it has run nothing. */
  get isUnknownScript(): boolean {
    return !this.#isWhole && this.#error?.message.startsWith('NOSCRIPT') === true;
  }

  /** The server's answer, which is kept until it is known who has the write. */
  readonly resolve = (reply: RawReply): void => {
    this.#reply = reply;
  };

  readonly reject = (error: Error): void => {
    this.#error = error;
  };

  /** @param shortage Why it does not count, though it is done; absent when enough replicas have it. */
  settle(shortage: Error | undefined): void {
    const error = this.#error ?? shortage;
    if (error) this.#handler.reject(error);
    else this.#handler.resolve(this.#reply ?? null);
  }

  /** The same, with the whole script. */
  whole(): ReplicatedWrite {
    return new ReplicatedWrite(this.#request, this.#handler, true);
  }
}
