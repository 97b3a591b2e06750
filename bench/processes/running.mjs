/** Everything that a benchmark started, so that all of it ends however the benchmark ends. */
export class Running {
  #stops = [];
  #ending;

  /** Ends all when the process is told to stop. */
  endOnSignals() {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ]) {
      process.once(signal, () => void this.end().finally(() => process.exit(code)));
    }
  }

  /** @param stop Called once; what started last is stopped first. */
  add(stop) {
    this.#stops.push(stop);
  }

  /** Ends all, once, however often it is called. */
  end() {
    this.#ending ??= this.#endAll();
    return this.#ending;
  }

  async #endAll() {
    for (const stop of this.#stops.reverse()) {
      await stop().catch((error) => console.error(error));
    }
  }
}
