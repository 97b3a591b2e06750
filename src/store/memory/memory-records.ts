import type { Clock } from '../../session/clock.ts';
import { idleDeadlineAt } from '../../session/deadlines.ts';
import type { IdPage } from '../record-moves.ts';
import type { MemoryRecord } from './memory-record.ts';
import { UserIndex } from './user-index.ts';

/** Below this many a count leaves out what has expired; above, going through all of them would hold up requests. */
const mostCountedExactly = 10_000;

/** The live records of a memory node with the index of users over them; a record vanishes at its deadline. */
export class MemoryRecords {
  readonly #clock: Clock;
  readonly #records = new Map<string, MemoryRecord>();
  readonly #users = new UserIndex();
  #sweepPosition: Iterator<MemoryRecord> = [].values();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(id: string): MemoryRecord | undefined {
    const record = this.#records.get(id);
    if (record && this.#hasExpired(record)) {
      this.delete(record);
      return undefined;
    }
    return record;
  }

  /** Puts a record in place of the one with its id, if there is one; a user whom that one had must be this one's. */
  set(record: MemoryRecord): void {
    const { id, login } = record.session;
    const before = this.#records.get(id)?.session.login;
    if (before?.userId !== login?.userId) this.#users.add(login?.userId, id);
    this.#records.set(id, record);
  }

  delete(record: MemoryRecord): void {
    const { id, login } = record.session;
    this.#users.remove(login?.userId, id);
    this.#records.delete(id);
  }

  ofUser(userId: string): readonly MemoryRecord[] {
    return this.#users.idsOf(userId).flatMap((id) => this.get(id) ?? []);
  }

  count(): number {
    if (this.#records.size > mostCountedExactly) return this.#records.size;
    let count = 0;
    for (const record of this.#records.values()) if (!this.#hasExpired(record)) count++;
    return count;
  }

  /**
   * The next ids in ascending order, so that each one that is there all the while comes once.
   *
   * @param cursor The last id of the page before; '0' for the first page.
   */
  page(cursor: string, count: number): IdPage {
    const ids = [...this.#records.keys()].filter((id) => cursor === '0' || id > cursor).sort();
    const page = ids.slice(0, count);
    return { cursor: ids.length > count ? (page.at(-1) ?? '0') : '0', ids: page };
  }

  /** Frees expired records among the next `maxRecords`; goes on there next time, so that no sweep takes long. */
  sweep(maxRecords: number): void {
    for (let looked = 0; looked < maxRecords; looked++) {
      const next = this.#sweepPosition.next();
      if (next.done) {
        this.#sweepPosition = this.#records.values();
        return;
      }
      if (this.#hasExpired(next.value)) this.delete(next.value);
    }
  }

  #hasExpired(record: MemoryRecord): boolean {
    return this.#clock.now() >= idleDeadlineAt(record.session);
  }
}
