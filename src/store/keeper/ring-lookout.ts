/** Looks for something now and then, one look at a time. */
export class RingLookout {
  readonly #look: () => Promise<void>;
  #underWay: Promise<void> | undefined;
  /** The one after it. */
  #next: Promise<void> | undefined;
  #isEnded = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param look Never rejects. */
  constructor(look: () => Promise<void>) {
    this.#look = look;
  }

  /** From now on, until {@link RingLookout.end}. Does not keep the process running. */
  lookEvery(intervalMs: number): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.lookNow(), intervalMs).unref();
  }

  /**
   * When a look is under way, there is one more after it.
   *
   * @returns After one that began no sooner than this call: those who ask later do not keep anybody waiting.
   */
  lookNow(): Promise<void> {
    if (this.#underWay === undefined) return this.#begin();
    this.#next ??= this.#underWay.then(() => {
      this.#next = undefined;
      return this.#underWay ?? this.#begin();
    });
    return this.#next;
  }

  /** For good; returns when no look is under way any more. */
  async end(): Promise<void> {
    this.#isEnded = true;
    clearInterval(this.#timer);
    await this.#underWay;
  }

  #begin(): Promise<void> {
    if (this.#isEnded) return Promise.resolve();
    this.#underWay = this.#look().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }
}
