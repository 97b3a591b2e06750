import { idleDeadlineAt } from '../../session/deadlines.ts';
import type { Session } from '../../session/session.ts';
import type { RecordCopy } from '../record-moves.ts';
import type { MemoryRecord } from './memory-record.ts';

/** A record as JSON keeps it. */
interface KeptRecord extends Omit<MemoryRecord, 'values' | 'readOnlyKeys' | 'session'> {
  readonly session: Omit<Session, 'values'>;
  readonly values: readonly (readonly [string, string])[];
  readonly readOnlyKeys: readonly string[];
}

/** Copies a record that another memory node is to have; `record` is its one field. */
export function copyOf(record: MemoryRecord, now: number): RecordCopy {
  const kept: KeptRecord = {
    ...record,
    values: [...record.values],
    readOnlyKeys: [...record.readOnlyKeys],
  };
  return {
    id: record.session.id,
    userId: record.session.login?.userId,
    fields: ['record', JSON.stringify(kept)],
    ttlMs: idleDeadlineAt(record.session) - now,
  };
}

/** Reads what {@link copyOf} wrote. */
export function recordOfCopy({ fields, ttlMs }: RecordCopy, now: number): MemoryRecord {
  // Only copies of memory nodes get here: a ring has nodes of one kind.
  const kept = JSON.parse(fields[1] ?? '') as KeptRecord;
  const values = new Map(kept.values);
  const { login, client } = kept.session;
  return {
    ...kept,
    values,
    readOnlyKeys: new Set(kept.readOnlyKeys),
    copyUntilAt: now + ttlMs,
    session: {
      ...kept.session,
      // JSON leaves out what is absent.
      login,
      client: { device: client.device, address: client.address },
      values,
    },
  };
}
