import type { Session, SessionValues } from '../../session/session.ts';
import type { LoginDraft, SessionDraft, SessionRotation } from '../../session/session-store.ts';

/** A session as the memory node keeps it. Immutable, like the session in it: a change makes a new record. */
export interface MemoryRecord {
  readonly secretHash: string;
  readonly session: Session;
  readonly values: SessionValues;
  readonly readOnlyKeys: ReadonlySet<string>;
  /** UTF-8 of all keys and JSON texts, those of login included. */
  readonly valuesBytes: number;
  /** Until when a copy of it may still be on its node of before; absent when it was not moved here. */
  readonly copyUntilAt?: number;
}

/** The record of a session that begins now. */
export function createdRecord(draft: SessionDraft, now: number): MemoryRecord {
  const values = new Map(draft.values);
  return {
    secretHash: draft.secretHash,
    values,
    valuesBytes: bytesOfValues(values),
    readOnlyKeys: new Set(draft.login?.readOnlyKeys),
    session: {
      id: draft.id,
      version: 1,
      createdAt: now,
      lastSeenAt: now,
      absoluteDeadlineAt: now + draft.timeouts.absoluteLifetimeMs,
      idleTimeoutMs: draft.timeouts.idleTimeoutMs,
      login: draft.login && sessionLogin(draft.login, now),
      client: draft.client,
      values,
    },
  };
}

/** The record after a login: what an earlier login wrote makes way, all other values stay unless this one names them. */
export function rotatedRecord(
  record: MemoryRecord,
  rotation: SessionRotation,
  now: number,
): MemoryRecord {
  const values = new Map(record.values);
  for (const key of record.readOnlyKeys) values.delete(key);
  for (const [key, text] of rotation.values) values.set(key, text);
  return {
    ...record,
    secretHash: rotation.newSecretHash,
    values,
    valuesBytes: bytesOfValues(values),
    readOnlyKeys: new Set(rotation.login.readOnlyKeys),
    session: {
      id: record.session.id,
      version: record.session.version + 1,
      createdAt: record.session.createdAt,
      lastSeenAt: now,
      absoluteDeadlineAt: now + rotation.timeouts.absoluteLifetimeMs,
      idleTimeoutMs: rotation.timeouts.idleTimeoutMs,
      login: sessionLogin(rotation.login, now),
      client: rotation.client,
      values,
    },
  };
}

/** UTF-8 bytes of a key and its JSON text: what the limits count. */
export function bytesOfValue(key: string, text: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(text);
}

function bytesOfValues(values: SessionValues): number {
  let bytes = 0;
  for (const [key, text] of values) bytes += bytesOfValue(key, text);
  return bytes;
}

function sessionLogin(login: LoginDraft, now: number): NonNullable<Session['login']> {
  return {
    userId: login.userId,
    credentialVersion: login.credentialVersion,
    authenticatedAt: now,
  };
}
