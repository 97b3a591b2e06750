/** How a silent worker is told from a busy one. */
export interface HeartbeatTimes {
  /** Between two questions. Positive whole milliseconds. */
  readonly intervalMs: number;
  /** Questions in a row that may stay without an answer. */
  readonly maxMissed: number;
}

/**
 * Asks again and again, and tells once when no answer has come to several questions in a row.
 *
 * Questions are counted, not time: after a machine was suspended, the next answer comes before the next question.
 */
export class Heartbeat {
  readonly #times: HeartbeatTimes;
  readonly #ask: () => void;
  readonly #onSilence: () => void;
  #timer: NodeJS.Timeout | undefined;
  #missed = 0;

  constructor(times: HeartbeatTimes, ask: () => void, onSilence: () => void) {
    this.#times = times;
    this.#ask = ask;
    this.#onSilence = onSilence;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#beat();
    }, this.#times.intervalMs);
  }

  /** The answer to any question. */
  answered(): void {
    this.#missed = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #beat(): void {
    if (this.#missed === this.#times.maxMissed) {
      this.stop();
      this.#onSilence();
      return;
    }
    this.#missed += 1;
    this.#ask();
  }
}
