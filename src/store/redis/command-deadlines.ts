import type { ScriptCommand } from './script-command.ts';

const checkIntervalMs = 50;

/**
 * Ends the wait for commands that a server does not answer.
 *
 * One timer for all commands under way, in place of one for each; none while there is none. It counts its own rounds, not
 * time: after a pause of this process the answers may be there, unread, and a clock would call them late.
 */
export class CommandDeadlines {
  /** In the order of their deadlines. */
  readonly #deadlines = new Map<ScriptCommand, number>();
  readonly #maxRounds: number;
  readonly #onLate: (command: ScriptCommand) => void;
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  /** @param onLate Gets each command that was not settled in time, and settles it. */
  constructor(timeoutMs: number, onLate: (command: ScriptCommand) => void) {
    this.#maxRounds = Math.ceil(timeoutMs / checkIntervalMs);
    this.#onLate = onLate;
  }

  get size(): number {
    return this.#deadlines.size;
  }

  add(command: ScriptCommand): void {
    this.#deadlines.set(command, this.#round + this.#maxRounds);
    this.#timer ??= this.#arm();
  }

  /** @returns False when it was settled before: an answer may come after its command was given up. */
  settle(command: ScriptCommand): boolean {
    return this.#deadlines.delete(command);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#check();
    }, checkIntervalMs);
    // The connection keeps the process running while an answer is awaited.
    return timer.unref();
  }

  #check(): void {
    this.#round += 1;
    for (const [command, deadline] of this.#deadlines) {
      if (deadline >= this.#round) break;
      this.#onLate(command);
    }
    this.#timer = this.#deadlines.size > 0 ? this.#arm() : undefined;
  }
}
