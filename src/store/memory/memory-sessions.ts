import type { Clock } from '../../session/clock.ts';
import { touchIntervalMs } from '../../session/deadlines.ts';
import type { Session, SessionParts } from '../../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  Found,
  LoadOutcome,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../../session/session-store.ts';
import type { Absent, AtNode } from '../session-steps.ts';
import { changeValues } from './change-values.ts';
import { createdRecord, rotatedRecord, type MemoryRecord } from './memory-record.ts';
import type { MemoryRecords } from './memory-records.ts';
import type { SessionListeners } from './session-listeners.ts';
import type { Tombstones } from './tombstones.ts';

/** Why there is no session to do something with. */
type NotFound = Absent | { readonly state: 'ended' | 'rotated' };

/** What requests do with the sessions of a memory node: each method is one step, done when it returns. */
export class MemorySessions {
  readonly #clock: Clock;
  readonly #records: MemoryRecords;
  readonly #tombstones: Tombstones;
  readonly #listeners: SessionListeners;

  constructor(options: {
    readonly clock: Clock;
    readonly records: MemoryRecords;
    readonly tombstones: Tombstones;
    readonly listeners: SessionListeners;
  }) {
    this.#clock = options.clock;
    this.#records = options.records;
    this.#tombstones = options.tombstones;
    this.#listeners = options.listeners;
  }

  create(draft: SessionDraft): CreateOutcome {
    if (this.#tombstones.has(draft.id)) return { state: 'taken' };
    const existing = this.#records.get(draft.id);
    if (existing && existing.secretHash !== draft.secretHash) {
      return { state: 'taken' };
    }
    return found(existing ?? this.#keep(createdRecord(draft, this.#clock.now())));
  }

  load(proof: SessionProof, parts: SessionParts): AtNode<LoadOutcome> {
    const record = this.#find(proof);
    if ('state' in record) return record;
    const { session } = record;
    const now = this.#clock.now();
    const isStale = now - session.lastSeenAt > touchIntervalMs(session.idleTimeoutMs);
    const current = isStale ? this.#replace(record, { lastSeenAt: now }) : record;
    return found(current, parts);
  }

  peek(proof: SessionProof, parts: SessionParts): AtNode<PeekOutcome> {
    const record = this.#find(proof);
    if ('state' in record) return record;
    return { ...found(record, parts), readAt: this.#clock.now() };
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): AtNode<UpdateOutcome> {
    const record = this.#find(proof);
    if ('state' in record) return record;
    const changed = changeValues(record, update);
    if (changed.state === 'unchanged') return found(record, parts);
    if (changed.state !== 'changed') return changed;
    const { values, valuesBytes } = changed;
    const version = record.session.version + 1;
    const next = this.#replace(
      { ...record, values, valuesBytes },
      { values, version, lastSeenAt: this.#clock.now() },
    );
    this.#listeners.tell(proof.id, { kind: 'changed', at: next.session.lastSeenAt });
    return found(next, parts);
  }

  rotate(proof: SessionProof, rotation: SessionRotation): AtNode<RotateOutcome> {
    const { newSecretHash, login } = rotation;
    const current = this.#records.get(proof.id);
    if (current?.secretHash === newSecretHash) return found(current);
    const record = this.#find(proof);
    if ('state' in record) return record;
    const before = record.session.login;
    if (
      before &&
      (before.userId !== login.userId || before.credentialVersion !== login.credentialVersion)
    ) {
      return { state: 'otherLogin' };
    }
    const at = this.#clock.now();
    const rotated = this.#keep(rotatedRecord(record, rotation, at));
    // The node before may still have a copy with the old secret, and this login may end first.
    const { copyUntilAt = 0 } = record;
    if (copyUntilAt > at) this.#tombstones.addForCopies(proof.id, proof.secretHash, copyUntilAt);
    this.#listeners.tell(proof.id, { kind: 'renewed', at });
    return found(rotated);
  }

  end(id: string, authority: EndAuthority): AtNode<EndOutcome> {
    const record = this.#records.get(id);
    if (!record) return this.#missing(id);
    if (authority.by === 'secret' && record.secretHash !== authority.secretHash) {
      return { state: 'rotated' };
    }
    if (authority.by === 'user' && record.session.login?.userId !== authority.userId) {
      return { state: 'notYours' };
    }
    this.#records.delete(record);
    this.#tombstones.add(id, record.copyUntilAt);
    this.#listeners.tell(id, { kind: 'ended', at: this.#clock.now() });
    return { state: 'done' };
  }

  list(userId: string, parts: SessionParts): readonly Session[] {
    return this.#records.ofUser(userId).map((record) => sessionIn(record, parts));
  }

  #find({ id, secretHash }: SessionProof): MemoryRecord | NotFound {
    const record = this.#records.get(id);
    if (!record) return this.#missing(id);
    return record.secretHash === secretHash ? record : { state: 'rotated' };
  }

  #missing(id: string): Absent | { readonly state: 'ended' } {
    return this.#tombstones.hasEnded(id)
      ? { state: 'ended' }
      : { state: 'gone', at: this.#clock.now() };
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
