/**
 * An answer that takes its time, or never comes: asked for again when it has become old, and told as it was last while
 * the next one is on its way.
 */
export class RefreshedAnswer<Answer> {
  readonly #ask: () => Promise<Answer>;
  readonly #maxAgeMs: number;
  readonly #waitMs: number;
  #known: Answer | undefined;
  #askedAt = -Infinity;
  #underWay: Promise<void> | undefined;

  /**
   * @param options.ask Where it rejects there is no answer until it is asked again.
   * @param options.maxAgeMs How long it is good for.
   * @param options.waitMs How long whoever wants to know waits at most for one that is on its way.
   */
  constructor(options: {
    readonly ask: () => Promise<Answer>;
    readonly maxAgeMs: number;
    readonly waitMs: number;
  }) {
    this.#ask = options.ask;
    this.#maxAgeMs = options.maxAgeMs;
    this.#waitMs = options.waitMs;
  }

  /** Never rejects. @returns Absent while there is none. */
  async latest(): Promise<Answer | undefined> {
    const now = performance.now();
    if (this.#underWay === undefined && now - this.#askedAt >= this.#maxAgeMs) {
      this.#askedAt = now;
      this.#underWay = this.#refresh();
    }
    if (this.#underWay !== undefined) await this.#within(this.#underWay);
    return this.#known;
  }

  async #refresh(): Promise<void> {
    try {
      this.#known = await this.#ask();
    } catch {
      this.#known = undefined;
    } finally {
      this.#underWay = undefined;
    }
  }

  async #within(answer: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const timeIsUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#waitMs);
    });
    try {
      await Promise.race([answer, timeIsUp]);
    } finally {
      clearTimeout(timer);
    }
  }
}
