import type { SessionValues } from '../../session/session.ts';
import type {
  Found,
  Missing,
  SessionUpdate,
  UpdateOutcome,
  ValueChange,
} from '../../session/session-store.ts';
import { bytesOfValue, type MemoryRecord } from './memory-record.ts';

/** Values after a change; `unchanged`: there was nothing to delete. */
export type ChangedValues =
  | { readonly state: 'changed'; readonly values: SessionValues; readonly valuesBytes: number }
  | { readonly state: 'unchanged' };

/** Why a change of values was refused. */
export type Refusal = Exclude<UpdateOutcome, Found | Missing>;

/**
 * Works out a change of values. Of several reasons to refuse it the first counts, in this order: version, read-only key,
 * number, count of values, bytes.
 */
export function changeValues(record: MemoryRecord, update: SessionUpdate): ChangedValues | Refusal {
  const { change, ifVersion } = update;
  const { version } = record.session;
  if (ifVersion !== undefined && ifVersion !== version) return { state: 'conflict', version };
  for (const key of changedKeys(change)) {
    if (record.readOnlyKeys.has(key)) return { state: 'readOnly', key };
  }
  switch (change.kind) {
    case 'set':
      return setValues(record, change.values, update);
    case 'delete':
      return deleteValue(record, change.key);
    case 'increment': {
      const sum = incremented(record.values.get(change.key) ?? '0', change.by);
      if (typeof sum !== 'string') return sum;
      return setValues(record, new Map([[change.key, sum]]), update);
    }
  }
}

function changedKeys(change: ValueChange): Iterable<string> {
  return change.kind === 'set' ? change.values.keys() : [change.key];
}

/** A set that does not grow the session passes, even when a login brought it over a limit. */
function setValues(
  record: MemoryRecord,
  writes: SessionValues,
  { limits }: SessionUpdate,
): ChangedValues | Refusal {
  const values = new Map(record.values);
  let { valuesBytes } = record;
  for (const [key, text] of writes) {
    const before = values.get(key);
    if (before !== undefined) valuesBytes -= bytesOfValue(key, before);
    valuesBytes += bytesOfValue(key, text);
    values.set(key, text);
  }
  if (values.size > limits.maxValues && values.size > record.values.size) {
    return { state: 'tooManyValues' };
  }
  const maxBytes = record.session.login ? limits.maxSessionBytes : limits.maxAnonymousBytes;
  if (valuesBytes > maxBytes && valuesBytes > record.valuesBytes) {
    return { state: 'tooManyBytes', maxBytes };
  }
  return { state: 'changed', values, valuesBytes };
}

function deleteValue(record: MemoryRecord, key: string): ChangedValues {
  const text = record.values.get(key);
  if (text === undefined) return { state: 'unchanged' };
  const values = new Map(record.values);
  values.delete(key);
  return { state: 'changed', values, valuesBytes: record.valuesBytes - bytesOfValue(key, text) };
}

/** Within 2^53 - 1 either way sums are exact; past it they would be rounded without a word. */
function incremented(text: string, by: number): string | Refusal {
  const value: unknown = JSON.parse(text);
  if (!Number.isSafeInteger(value)) return { state: 'notWhole' };
  const sum = Number(value) + by;
  return Number.isSafeInteger(sum) ? String(sum) : { state: 'outOfRange' };
}
