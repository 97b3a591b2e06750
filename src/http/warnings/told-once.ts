// Whoever asks chooses the origin: without a limit they would fill the log, and the memory.
const mostTold = 32;

/** Which warnings were given already: each once for each whom it is about, and some tens in all. */
export class ToldOnce<Reason extends string> {
  readonly #told = new Map<Reason, Set<string>>();

  /** @returns True the first time that this is asked, unless this reason was told of too many others. */
  isNew(reason: Reason, about: string): boolean {
    const told = this.#told.get(reason) ?? new Set();
    if (told.has(about) || told.size >= mostTold) return false;
    this.#told.set(reason, told.add(about));
    return true;
  }
}
