/**
 * A turn that has begun no more requests than that is long for another reason: a collection of garbage, or a process that
 * was not given its core. It sheds nothing.
 */
const fewRequests = 100;

/** What may be begun, at most. */
export interface LoadLimits {
  /** Requests that are being answered at one time. */
  readonly maxConcurrentRequests: number;
  /** How long one turn of the event loop may go on beginning requests. */
  readonly maxEventLoopDelayMs: number;
}

/**
 * Decides for each request, before its body is read, whether it is begun or shed.
 *
 * What a request waits for, once it is begun, is mostly the turns of the event loop until its node has been asked, has
 * answered, and the answer is written; and a turn takes as long as all that is done in it. So the time that a turn spends
 * on beginning requests is what is bounded: the rest of what came with them is told to come back. That is decided at once,
 * by the load as it is, where an average over a second would be late twice: it lets a burst in, and sheds after its end.
 * Requests that wait for a slow node take no time of any turn, so they get nobody else shed.
 *
 * The number of requests under way bounds the memory that they take, wherever they wait.
 */
export class LoadShedder {
  readonly #limits: LoadLimits;
  readonly #now: () => number;
  #underWay = 0;
  #shed = 0;
  #isInTurn = false;
  #turnBeganAt = 0;
  #begunInTurn = 0;

  /** @param now A clock that never goes back, in milliseconds. */
  constructor(limits: LoadLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Requests begun and not ended. */
  get underWay(): number {
    return this.#underWay;
  }

  /** How many were shed since the start. */
  get shed(): number {
    return this.#shed;
  }

  /** Whether a request that has come is to be shed. */
  sheds(): boolean {
    const now = this.#now();
    if (!this.#isInTurn) {
      this.#isInTurn = true;
      this.#turnBeganAt = now;
      this.#begunInTurn = 0;
      // After all that has come so far was read.
      setImmediate(this.#endTurn);
    }
    const isOverloaded =
      this.#underWay >= this.#limits.maxConcurrentRequests ||
      (this.#begunInTurn >= fewRequests &&
        now - this.#turnBeganAt > this.#limits.maxEventLoopDelayMs);
    if (isOverloaded) this.#shed += 1;
    else this.#begunInTurn += 1;
    return isOverloaded;
  }

  /** A request begins to be answered; whoever says so calls {@link LoadShedder.end} once. */
  begin(): void {
    this.#underWay += 1;
  }

  end(): void {
    this.#underWay -= 1;
  }

  readonly #endTurn = (): void => {
    this.#isInTurn = false;
  };
}
