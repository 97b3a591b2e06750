import { answerWithin } from '../../answer-within.ts';

/**
 * Lets one command of a slot try again for all of them, while the keys of the slot are half on one server, half on another:
 * a thousand that try would keep the servers from moving the rest.
 */
export class SlotTurns {
  /** Of the slots that one command tries now. Each is fulfilled when that one is through. */
  readonly #taken = new Map<number, Promise<void>>();

  /**
   * Takes the turn of a slot, or waits until whoever has it is through.
   *
   * @param limitMs Waits no longer.
   * @returns What gives the turn back; absent when another one had it.
   */
  async take(slot: number, limitMs: number): Promise<(() => void) | undefined> {
    const taken = this.#taken.get(slot);
    if (taken) {
      await answerWithin(taken, limitMs);
      return undefined;
    }
    let isThrough = (): void => undefined;
    this.#taken.set(
      slot,
      new Promise((resolve) => {
        isThrough = resolve;
      }),
    );
    return () => {
      this.#taken.delete(slot);
      isThrough();
    };
  }
}
