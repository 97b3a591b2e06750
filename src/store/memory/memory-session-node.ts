import type { Clock } from '../../session/clock.ts';
import { touchIntervalMs } from '../../session/deadlines.ts';
import type { SessionNotice, StopListening } from '../../session/session-events.ts';
import type { Session, SessionParts } from '../../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  Found,
  LoadOutcome,
  Missing,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionList,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../../session/session-store.ts';
import type { SessionNode } from '../session-node.ts';
import { changeValues } from './change-values.ts';
import { createdRecord, rotatedRecord, type MemoryRecord } from './memory-record.ts';
import { MemoryRecords } from './memory-records.ts';
import { SessionListeners } from './session-listeners.ts';
import { Tombstones } from './tombstones.ts';

const sweepIntervalMs = 1000;
/** About a millisecond's work. */
const maxRecordsSwept = 10_000;

/**
 * Sessions in this process, for as long as it runs. The reference implementation: what it answers, every other node
 * answers too. Each method is atomic, since it does its work before it returns. A session that expires is no event: whoever
 * listens to it keeps a timer.
 */
export class MemorySessionNode implements SessionNode {
  readonly id: string;
  readonly kind = 'memory';
  readonly status = 'UP';
  readonly #clock: Clock;
  readonly #records: MemoryRecords;
  readonly #tombstones: Tombstones;
  readonly #listeners = new SessionListeners();
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(id: string, clock: Clock) {
    this.id = id;
    this.#clock = clock;
    this.#records = new MemoryRecords(clock);
    this.#tombstones = new Tombstones(clock);
    this.#sweepTimer = setInterval(() => {
      this.#records.sweep(maxRecordsSwept);
      this.#tombstones.sweep();
    }, sweepIntervalMs);
    // Freeing memory is no reason to keep the process running.
    this.#sweepTimer.unref();
  }

  create(draft: SessionDraft): Promise<CreateOutcome> {
    if (this.#tombstones.has(draft.id)) return Promise.resolve({ state: 'taken' });
    const existing = this.#records.get(draft.id);
    if (existing && existing.secretHash !== draft.secretHash) {
      return Promise.resolve({ state: 'taken' });
    }
    return Promise.resolve(found(existing ?? this.#keep(createdRecord(draft, this.#clock.now()))));
  }

  load(proof: SessionProof, parts: SessionParts): Promise<LoadOutcome> {
    const record = this.#find(proof);
    if ('state' in record) return Promise.resolve(record);
    const { session } = record;
    const now = this.#clock.now();
    const isStale = now - session.lastSeenAt > touchIntervalMs(session.idleTimeoutMs);
    const current = isStale ? this.#replace(record, { lastSeenAt: now }) : record;
    return Promise.resolve(found(current, parts));
  }

  peek(proof: SessionProof, parts: SessionParts): Promise<PeekOutcome> {
    const record = this.#find(proof);
    if ('state' in record) return Promise.resolve(record);
    return Promise.resolve({ ...found(record, parts), readAt: this.#clock.now() });
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome> {
    const record = this.#find(proof);
    if ('state' in record) return Promise.resolve(record);
    const changed = changeValues(record, update);
    if (changed.state === 'unchanged') return Promise.resolve(found(record, parts));
    if (changed.state !== 'changed') return Promise.resolve(changed);
    const { values, valuesBytes } = changed;
    const version = record.session.version + 1;
    const next = this.#replace(
      { ...record, values, valuesBytes },
      { values, version, lastSeenAt: this.#clock.now() },
    );
    this.#listeners.tell(proof.id, { kind: 'changed', at: next.session.lastSeenAt });
    return Promise.resolve(found(next, parts));
  }

  rotate(proof: SessionProof, rotation: SessionRotation): Promise<RotateOutcome> {
    const { newSecretHash, login } = rotation;
    const current = this.#records.get(proof.id);
    if (current?.secretHash === newSecretHash) return Promise.resolve(found(current));
    const record = this.#find(proof);
    if ('state' in record) return Promise.resolve(record);
    const before = record.session.login;
    if (
      before &&
      (before.userId !== login.userId || before.credentialVersion !== login.credentialVersion)
    ) {
      return Promise.resolve({ state: 'otherLogin' });
    }
    const at = this.#clock.now();
    const rotated = this.#keep(rotatedRecord(record, rotation, at));
    this.#listeners.tell(proof.id, { kind: 'renewed', at });
    return Promise.resolve(found(rotated));
  }

  end(id: string, authority: EndAuthority): Promise<EndOutcome> {
    const record = this.#records.get(id);
    if (!record) return Promise.resolve(this.#missing(id));
    if (authority.by === 'secret' && record.secretHash !== authority.secretHash) {
      return Promise.resolve({ state: 'rotated' });
    }
    if (authority.by === 'user' && record.session.login?.userId !== authority.userId) {
      return Promise.resolve({ state: 'notYours' });
    }
    this.#records.delete(record);
    this.#tombstones.add(id);
    this.#listeners.tell(id, { kind: 'ended', at: this.#clock.now() });
    return Promise.resolve({ state: 'done' });
  }

  list(userId: string, parts: SessionParts): Promise<SessionList> {
    const sessions = this.#records.ofUser(userId).map((record) => sessionIn(record, parts));
    return Promise.resolve({ sessions, unreachable: [] });
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return Promise.resolve(this.#listeners.add(id, onNotice));
  }

  ping(): Promise<number> {
    return Promise.resolve(0);
  }

  countSessions(): Promise<number> {
    return Promise.resolve(this.#records.count());
  }

  close(): Promise<void> {
    clearInterval(this.#sweepTimer);
    this.#listeners.clear();
    return Promise.resolve();
  }

  #find({ id, secretHash }: SessionProof): MemoryRecord | Missing {
    const record = this.#records.get(id);
    if (!record) return this.#missing(id);
    return record.secretHash === secretHash ? record : { state: 'rotated' };
  }

  #missing(id: string): Missing {
    return { state: this.#tombstones.has(id) ? 'ended' : 'gone' };
  }

  #keep(record: MemoryRecord): MemoryRecord {
    this.#records.set(record);
    return record;
  }

  #replace(record: MemoryRecord, change: Partial<Session>): MemoryRecord {
    return this.#keep({ ...record, session: { ...record.session, ...change } });
  }
}

function found(record: MemoryRecord, parts: SessionParts = 'all'): Found {
  return { state: 'found', session: sessionIn(record, parts) };
}

function sessionIn({ session }: MemoryRecord, parts: SessionParts): Session {
  return parts === 'all' ? session : { ...session, values: undefined };
}
