import { slotCount, type SlotRange } from './slot-map.ts';

/** Which master has which slot, as far as this process knows. */
export class SlotOwners<Master extends { readonly isUp: boolean }> {
  readonly #owners: (Master | undefined)[] = new Array<undefined>(slotCount).fill(undefined);
  #masters: ReadonlySet<Master> = new Set();
  #isWhole = false;

  /** All that have slots. */
  get masters(): ReadonlySet<Master> {
    return this.#masters;
  }

  /** Whether every slot has an owner, and all of them answer. */
  get areReachable(): boolean {
    return this.#isWhole && [...this.#masters].every((master) => master.isUp);
  }

  /** Absent when nobody is known to have it. */
  at(slot: number): Master | undefined {
    return this.#owners[slot];
  }

  /** What the server said that had the slot before. */
  set(slot: number, master: Master): void {
    if (this.#owners[slot] === master) return;
    this.#owners[slot] = master;
    this.#count();
  }

  /**
   * What some server says of all slots. It may not have heard of the newest changes: an owner that answers is not left for
   * one that does not.
   */
  replace(ranges: readonly SlotRange[], masterOf: (range: SlotRange) => Master): void {
    for (const range of ranges) {
      const master = masterOf(range);
      for (let slot = range.first; slot <= range.last; slot += 1) {
        if (master.isUp || this.#owners[slot]?.isUp !== true) this.#owners[slot] = master;
      }
    }
    this.#count();
  }

  #count(): void {
    const masters = new Set(this.#owners);
    this.#isWhole = !masters.delete(undefined);
    this.#masters = masters as Set<Master>;
  }
}
