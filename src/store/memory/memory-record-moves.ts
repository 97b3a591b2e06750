import type { Clock } from '../../session/clock.ts';
import {
  deliveryTimeMs,
  type Delivery,
  type ExportOutcome,
  type IdPage,
  type ImportOutcome,
  type RecordMoves,
} from '../record-moves.ts';
import type { MemoryRecords } from './memory-records.ts';
import type { MemoryRingMemory } from './memory-ring-memory.ts';
import { copyOf, recordOfCopy } from './record-copy.ts';
import type { Tombstones } from './tombstones.ts';

/** What moves records to and from a memory node. */
export class MemoryRecordMoves implements RecordMoves {
  readonly #clock: Clock;
  readonly #records: MemoryRecords;
  readonly #tombstones: Tombstones;
  readonly #ring: MemoryRingMemory;

  constructor(options: {
    readonly clock: Clock;
    readonly records: MemoryRecords;
    readonly tombstones: Tombstones;
    readonly ring: MemoryRingMemory;
  }) {
    this.#clock = options.clock;
    this.#records = options.records;
    this.#tombstones = options.tombstones;
    this.#ring = options.ring;
  }

  exportRecord(id: string, fence: string): Promise<ExportOutcome> {
    return this.#ring.fenced(fence, () => {
      const record = this.#records.get(id);
      if (record) return { state: 'copied', copy: copyOf(record, this.#clock.now()) };
      return { state: this.#tombstones.hasEnded(id) ? 'ended' : 'absent' };
    });
  }

  importRecord(delivery: Delivery, fence: string): Promise<ImportOutcome> {
    return this.#ring.fenced(fence, () => this.deliver(delivery));
  }

  removeRecord(id: string, _userId: string | undefined, fence: string): Promise<void> {
    return this.#ring.fenced(fence, () => {
      const record = this.#records.get(id);
      if (record) this.#records.delete(record);
    });
  }

  scanIds(cursor: string, count: number): Promise<IdPage> {
    return Promise.resolve(this.#records.page(cursor, count));
  }

  countKeys(): Promise<number> {
    return Promise.resolve(this.#records.count());
  }

  time(): Promise<number> {
    return Promise.resolve(this.#clock.now());
  }

  /** As {@link MemoryRecordMoves.importRecord}, within a step that the fence has let through. */
  deliver({ copy, missedAt }: Delivery): ImportOutcome {
    const now = this.#clock.now();
    // A tombstone that was here since may be gone again.
    if (now > missedAt + deliveryTimeMs) return 'late';
    const record = recordOfCopy(copy, now);
    if (this.#tombstones.forbids(copy.id, record.secretHash)) return 'ended';
    if (this.#records.get(copy.id)) return 'present';
    this.#records.set(record);
    this.#tombstones.delete(copy.id);
    return 'imported';
  }
}
