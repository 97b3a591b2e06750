/** What was started and is to be closed, the last one first. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];
  #closing: Promise<void> | undefined;

  /** @param close What it returns is waited for. */
  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Closes all in turn; once, however often it is called. */
  closeAll(): Promise<void> {
    return (this.#closing ??= this.#closeInTurn());
  }

  async #closeInTurn(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
  }
}
