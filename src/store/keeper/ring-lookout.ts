/** Looks for something now and then, one look at a time. */
export class RingLookout {
  readonly #look: () => Promise<void>;
  #underWay: Promise<void> | undefined;
  #isWanted = false;
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

  /** When a look is under way, there is one more after it. @returns After the last one. */
  lookNow(): Promise<void> {
    this.#isWanted = true;
    this.#underWay ??= this.#lookWhileWanted();
    return this.#underWay;
  }

  /** For good; returns when no look is under way any more. */
  async end(): Promise<void> {
    this.#isEnded = true;
    clearInterval(this.#timer);
    await this.#underWay;
  }

  async #lookWhileWanted(): Promise<void> {
    try {
      while (this.#isWanted && !this.#isEnded) {
        this.#isWanted = false;
        await this.#look();
      }
    } finally {
      this.#underWay = undefined;
    }
  }
}
