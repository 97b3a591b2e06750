import type { SessionDraft, SessionUpdate } from '../../src/session/session-store.ts';
import type { SessionParts } from '../../src/session/session.ts';
import type { SessionOperation } from './session-operations.ts';
import { byId, visibleSession, type VisibleSession } from './visible-session.ts';

/** What is remembered of a session: as little as explains every answer. */
interface ModelSession {
  readonly id: string;
  secretHash: string;
  version: number;
  login: SessionDraft['login'];
  values: Record<string, string>;
  idleTimeoutMs: number;
  deadlineAt: number;
  lastSeenAt: number;
}

const tombstoneMs = 300_000;

/**
 * What a store of sessions must answer, worked out the plainest way: everything is recomputed, nothing is indexed.
 *
 * An answer is what a caller sees but for instants; those show in what has ended.
 */
export class SessionModel {
  #now = 0;
  readonly #sessions: ModelSession[] = [];
  readonly #endedAt: { id: string; at: number }[] = [];

  /** Does an operation. @returns The expected answer. */
  apply(operation: SessionOperation): unknown {
    switch (operation.call) {
      case 'elapse':
        this.#now += operation.ms;
        return undefined;
      case 'create':
        return this.#create(operation.draft);
      case 'load': {
        const session = this.#find(operation.proof);
        if (typeof session === 'string') return session;
        const touchMs = Math.min(Math.floor(session.idleTimeoutMs / 10), 60_000);
        if (this.#now - session.lastSeenAt > touchMs) session.lastSeenAt = this.#now;
        return seen(session, operation.parts);
      }
      case 'peek': {
        const session = this.#find(operation.proof);
        return typeof session === 'string' ? session : seen(session, operation.parts);
      }
      case 'update': {
        const session = this.#find(operation.proof);
        if (typeof session === 'string') return session;
        return this.#update(session, operation.update) ?? seen(session, operation.parts);
      }
      case 'rotate':
        return this.#rotate(operation);
      case 'endBySecret': {
        const session = this.#find(operation.proof);
        return typeof session === 'string' ? session : this.#end(session);
      }
      case 'endByUser': {
        const session = this.#live(operation.id);
        if (!session) return this.#missing(operation.id);
        return session.login?.userId === operation.userId ? this.#end(session) : 'notYours';
      }
      case 'list':
        return this.#sessions
          .filter(({ id, login }) => this.#live(id) && login?.userId === operation.userId)
          .map((session) => seen(session, operation.parts))
          .sort(byId);
    }
  }

  /** The user of a live session, as a caller who loaded it knows. */
  userOf(id: string): string | undefined {
    return this.#live(id)?.login?.userId;
  }

  #create(draft: SessionDraft): unknown {
    const { id, secretHash, login, values, timeouts } = draft;
    const existing = this.#live(id);
    if (existing) return existing.secretHash === secretHash ? seen(existing, 'all') : 'taken';
    if (this.#missing(id) === 'ended') return 'taken';
    const session: ModelSession = {
      id,
      secretHash,
      login,
      version: 1,
      values: objectOf(values),
      idleTimeoutMs: timeouts.idleTimeoutMs,
      deadlineAt: this.#now + timeouts.absoluteLifetimeMs,
      lastSeenAt: this.#now,
    };
    this.#drop(id);
    this.#sessions.push(session);
    return seen(session, 'all');
  }

  #update(session: ModelSession, { change, ifVersion, limits }: SessionUpdate): unknown {
    if (ifVersion !== undefined && ifVersion !== session.version) {
      return { conflict: session.version };
    }
    const keys = change.kind === 'set' ? [...change.values.keys()] : [change.key];
    const readOnly = keys.find((key) => session.login?.readOnlyKeys.includes(key));
    if (readOnly !== undefined) return { readOnly };
    const next = objectOf(Object.entries(session.values));
    if (change.kind === 'set') {
      for (const [key, text] of change.values) next[key] = text;
    } else if (change.kind === 'delete') {
      if (!(change.key in next)) return undefined;
      Reflect.deleteProperty(next, change.key);
    } else {
      const value = Number(next[change.key] === '""' ? 'x' : (next[change.key] ?? '0'));
      if (next[change.key] === 'null' || !Number.isSafeInteger(value)) return 'notWhole';
      if (Math.abs(value + change.by) > 2 ** 53 - 1) return 'outOfRange';
      next[change.key] = `${value + change.by}`;
    }
    const count = Object.keys(next).length;
    if (count > limits.maxValues && count > Object.keys(session.values).length) {
      return 'tooManyValues';
    }
    const maxBytes = session.login ? limits.maxSessionBytes : limits.maxAnonymousBytes;
    if (bytesOf(next) > maxBytes && bytesOf(next) > bytesOf(session.values)) return { maxBytes };
    session.values = next;
    session.version += 1;
    session.lastSeenAt = this.#now;
    return undefined;
  }

  #rotate({ proof, rotation }: SessionOperation & { call: 'rotate' }): unknown {
    const repeated = this.#live(proof.id);
    if (repeated?.secretHash === rotation.newSecretHash) return seen(repeated, 'all');
    const session = this.#find(proof);
    if (typeof session === 'string') return session;
    const before = session.login;
    if (before && before.userId !== rotation.login.userId) return 'otherLogin';
    if (before && before.credentialVersion !== rotation.login.credentialVersion) {
      return 'otherLogin';
    }
    const kept = Object.entries(session.values).filter(
      ([key]) => !before?.readOnlyKeys.includes(key),
    );
    session.values = objectOf([...kept, ...rotation.values]);
    session.secretHash = rotation.newSecretHash;
    session.login = rotation.login;
    session.version += 1;
    session.idleTimeoutMs = rotation.timeouts.idleTimeoutMs;
    session.deadlineAt = this.#now + rotation.timeouts.absoluteLifetimeMs;
    session.lastSeenAt = this.#now;
    return seen(session, 'all');
  }

  #end(session: ModelSession): string {
    this.#drop(session.id);
    this.#endedAt.push({ id: session.id, at: this.#now });
    return 'done';
  }

  #find({ id, secretHash }: { id: string; secretHash: string }): ModelSession | string {
    const session = this.#live(id);
    if (!session) return this.#missing(id);
    return session.secretHash === secretHash ? session : 'rotated';
  }

  #live(id: string): ModelSession | undefined {
    const session = this.#sessions.find((each) => each.id === id);
    if (!session) return undefined;
    const { lastSeenAt, idleTimeoutMs, deadlineAt } = session;
    return this.#now < lastSeenAt + idleTimeoutMs && this.#now < deadlineAt ? session : undefined;
  }

  #missing(id: string): string {
    const isTombstone = ({ id: ended, at }: { id: string; at: number }): boolean =>
      ended === id && this.#now < at + tombstoneMs;
    return this.#endedAt.some(isTombstone) ? 'ended' : 'gone';
  }

  #drop(id: string): void {
    const at = this.#sessions.findIndex((each) => each.id === id);
    if (at >= 0) this.#sessions.splice(at, 1);
  }
}

function seen(session: ModelSession, parts: SessionParts): VisibleSession {
  return visibleSession(session, parts === 'all' ? Object.entries(session.values) : undefined);
}

/** Without a prototype, so that `__proto__` is a key. */
function objectOf(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const object = Object.create(null) as Record<string, string>;
  for (const [key, text] of entries) object[key] = text;
  return object;
}

function bytesOf(values: Record<string, string>): number {
  return Buffer.byteLength(Object.entries(values).flat().join(''));
}
