const samplesOfBaseline = 5;
const samplesLooked = 3;
/** Below this the machine's own noise is larger than what a mover does. */
const floorMs = 2;

/** Whether a node answers more slowly than it did. */
export class LatencyWatch {
  readonly #first: number[] = [];
  readonly #last: number[] = [];

  /** @param latencyMs How long a PING took just now. The first few tell how long it takes without a mover. */
  add(latencyMs: number): void {
    if (this.#first.length < samplesOfBaseline) {
      this.#first.push(latencyMs);
      return;
    }
    this.#last.push(latencyMs);
    if (this.#last.length > samplesLooked) this.#last.shift();
  }

  get hasBaseline(): boolean {
    return this.#first.length >= samplesOfBaseline;
  }

  /** `slow`: twice as slow, and more than noise makes it; one late answer is none. Absent until there are a few answers. */
  get verdict(): 'slow' | 'fine' | undefined {
    if (this.#last.length < samplesLooked) return undefined;
    return median(this.#last) > Math.max(2 * median(this.#first), floorMs) ? 'slow' : 'fine';
  }

  /** From now on only later answers count: something was done about it. */
  beginAnew(): void {
    this.#last.length = 0;
  }
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
