import { hash, randomBytes } from 'node:crypto';
import type {
  LoginDraft,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionStore,
  SessionUpdate,
  UpdateOutcome,
  ValueChange,
  ValueLimits,
} from '../../src/session/session-store.ts';
import type { Session } from '../../src/session/session.ts';

/** A new id, as the gateway draws it. */
export function drawId(): string {
  return randomBytes(16).toString('base64url');
}

/** The hash of a new secret. */
export function drawSecretHash(): string {
  return hash('sha256', randomBytes(32).toString('base64url'), 'base64url');
}

/** A user id that no other test uses. */
export function drawUserId(): string {
  return `user-${randomBytes(6).toString('hex')}`;
}

/** Long enough to play no part in a test. */
export const longTimeouts = { idleTimeoutMs: 600_000, absoluteLifetimeMs: 3_600_000 };

/** Wide enough to play no part in a test. */
export const wideLimits: ValueLimits = {
  maxValues: 1_000,
  maxSessionBytes: 1_000_000,
  maxAnonymousBytes: 1_000_000,
};

/** An anonymous session without values; `changes` win. */
export function draftOf(changes: Partial<SessionDraft> = {}): SessionDraft {
  return {
    id: drawId(),
    secretHash: drawSecretHash(),
    timeouts: longTimeouts,
    client: { device: 'Firefox on Linux', address: '192.0.2.7' },
    values: new Map(),
    login: undefined,
    ...changes,
  };
}

/** A login of a user that no other test uses; `changes` win. */
export function loginOf(changes: Partial<LoginDraft> = {}): LoginDraft {
  return { userId: drawUserId(), credentialVersion: 'abcdefghijk', readOnlyKeys: [], ...changes };
}

/** A login without values, under a new secret; `changes` win. */
export function rotationOf(changes: Partial<SessionRotation> = {}): SessionRotation {
  return {
    newSecretHash: drawSecretHash(),
    timeouts: longTimeouts,
    client: { device: 'Chrome on Android', address: '2001:db8::7' },
    login: loginOf(),
    values: new Map(),
    ...changes,
  };
}

/** A change without conditions; `rest` wins. */
export function updateOf(change: ValueChange, rest: Partial<SessionUpdate> = {}): SessionUpdate {
  return { change, ifVersion: undefined, limits: wideLimits, ...rest };
}

/** A change that sets one key or several. */
export function setOf(...entries: [key: string, text: string][]): ValueChange {
  return { kind: 'set', values: new Map(entries) };
}

/** Creates a session of this draft. */
export async function created(
  store: SessionStore,
  changes: Partial<SessionDraft> = {},
): Promise<SessionDraft> {
  const draft = draftOf(changes);
  sessionOf(await store.create(draft));
  return draft;
}

/** Creates a session and ends it. */
export async function ended(store: SessionStore): Promise<SessionDraft> {
  const draft = await created(store);
  const { secretHash } = draft;
  const outcome = await store.end(draft.id, { by: 'secret', secretHash, userId: undefined });
  if (outcome.state !== 'done') throw new Error(`The session was not ended but ${outcome.state}`);
  return draft;
}

/** Applies a change and answers the session with its values, or why not. */
export function changed(
  store: SessionStore,
  proof: SessionProof,
  change: ValueChange,
  rest: Partial<SessionUpdate> = {},
): Promise<UpdateOutcome> {
  return store.update(proof, updateOf(change, rest), 'all');
}

/** The session of an outcome that must be `found`. */
export function sessionOf(
  outcome: { state: string } | { state: 'found'; session: Session },
): Session {
  if (!('session' in outcome)) throw new Error(`Expected a session, found: ${outcome.state}`);
  return outcome.session;
}

/** Reads a session that must be there, with its values. */
export async function loaded(store: SessionStore, proof: SessionProof): Promise<Session> {
  return sessionOf(await store.load(proof, 'all'));
}

/** The values of a session that must be there, as an array of entries sorted by key. */
export async function valuesOf(
  store: SessionStore,
  proof: SessionProof,
): Promise<(readonly [string, string])[]> {
  const { values } = await loaded(store, proof);
  return [...(values ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
}
