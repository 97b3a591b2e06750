const checkIntervalMs = 50;

/** What a command keeps for {@link CommandDeadlines}: until when it is awaited, and its neighbours there. */
export interface DeadlineLinks<Command> {
  lastRound: number | undefined;
  older: Command | undefined;
  newer: Command | undefined;
}

/**
 * Ends the wait for commands that a server does not answer.
 *
 * One timer for all commands under way, in place of one for each; none while there is none. It counts its own rounds, not
 * time: after a pause of this process the answers may be there, unread, and a clock would call them late.
 *
 * The commands are linked to each other, oldest first. In a Map they took three times the time: its discarded tables kept
 * them alive through the collector's quick rounds.
 */
export class CommandDeadlines<Command extends DeadlineLinks<Command>> {
  readonly #maxRounds: number;
  readonly #onLate: (command: Command) => void;
  #oldest: Command | undefined;
  #newest: Command | undefined;
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  /** @param onLate Gets each command that was not settled in time, and settles it. */
  constructor(timeoutMs: number, onLate: (command: Command) => void) {
    this.#maxRounds = Math.ceil(timeoutMs / checkIntervalMs);
    this.#onLate = onLate;
  }

  get isEmpty(): boolean {
    return this.#oldest === undefined;
  }

  add(command: Command): void {
    command.lastRound = this.#round + this.#maxRounds;
    command.older = this.#newest;
    if (this.#newest) this.#newest.newer = command;
    else this.#oldest = command;
    this.#newest = command;
    this.#timer ??= this.#arm();
  }

  /** @returns False when it was settled before: an answer may come after its command was given up. */
  settle(command: Command): boolean {
    if (command.lastRound === undefined) return false;
    const { older, newer } = command;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    command.lastRound = command.older = command.newer = undefined;
    return true;
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
    let command = this.#oldest;
    while (command?.lastRound !== undefined && command.lastRound < this.#round) {
      const { newer } = command;
      this.#onLate(command);
      command = newer;
    }
    this.#timer = this.isEmpty ? undefined : this.#arm();
  }
}
