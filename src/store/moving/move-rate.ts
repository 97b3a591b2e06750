const windowMs = 3_000;

/** Records a second, over the last few seconds. */
export class MoveRate {
  readonly #samples: { readonly moved: number; readonly at: number }[] = [];

  /** @param now By a clock that does not jump, milliseconds. @returns Records a second. */
  add(moved: number, now: number): number {
    const samples = this.#samples;
    // Another mover's count begins where its checkpoint is.
    if (moved < (samples.at(-1)?.moved ?? 0)) samples.length = 0;
    samples.push({ moved, at: now });
    while (now - (samples[0]?.at ?? now) > windowMs) samples.shift();
    const first = samples[0];
    if (first === undefined || first.at === now) return 0;
    return ((moved - first.moved) * 1000) / (now - first.at);
  }
}
