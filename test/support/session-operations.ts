import * as fc from 'fast-check';
import type { Timeouts } from '../../src/session/deadlines.ts';
import type {
  LoginDraft,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  ValueChange,
} from '../../src/session/session-store.ts';
import type { SessionParts, SessionValues } from '../../src/session/session.ts';

/** One call of a store of sessions, or time that passes. */
export type SessionOperation =
  | { readonly call: 'create'; readonly draft: SessionDraft }
  | { readonly call: 'load'; readonly proof: SessionProof; readonly parts: SessionParts }
  | { readonly call: 'peek'; readonly proof: SessionProof; readonly parts: SessionParts }
  | {
      readonly call: 'update';
      readonly proof: SessionProof;
      readonly update: SessionUpdate;
      readonly parts: SessionParts;
    }
  | { readonly call: 'rotate'; readonly proof: SessionProof; readonly rotation: SessionRotation }
  | { readonly call: 'endBySecret'; readonly proof: SessionProof }
  | { readonly call: 'endByUser'; readonly id: string; readonly userId: string }
  | { readonly call: 'list'; readonly userId: string; readonly parts: SessionParts }
  | { readonly call: 'elapse'; readonly ms: number };

// Small pools, so that operations often meet: the same session, a stale secret, a full session, another's user.
const id = fc.constantFrom('session-0', 'session-1');
const secretHash = fc.constantFrom(...['A', 'B'].map((letter) => letter.repeat(43)));
const userId = fc.constantFrom('ann', '__proto__');
const key = fc.constantFrom('a', 'b', 'é', '__proto__', 'line\nfeed');
const text = fc.constantFrom('0', '1', '-7', '"x"', '"密码"', '9007199254740991', 'null');
const parts = fc.constantFrom<SessionParts[]>('metadata', 'all');
const proof = fc.record({ id, secretHash });
const client = fc.constantFrom(
  { device: undefined, address: undefined },
  { device: 'Firefox on Linux', address: '192.0.2.7' },
);
const values: fc.Arbitrary<SessionValues> = fc
  .array(fc.tuple(key, text), { maxLength: 3 })
  .map((entries) => new Map(entries));
const limits = fc.constantFrom(
  { maxValues: 2, maxSessionBytes: 24, maxAnonymousBytes: 100 },
  { maxValues: 10, maxSessionBytes: 100, maxAnonymousBytes: 8 },
);

const loginWithValues: fc.Arbitrary<{ login: LoginDraft; values: SessionValues }> = fc
  .tuple(userId, fc.constantFrom('abcdefghijk', 'ABCDEFGHIJK'), values, fc.nat({ max: 3 }))
  .map(([user, credentialVersion, written, readOnly]) => ({
    login: {
      userId: user,
      credentialVersion,
      readOnlyKeys: [...written.keys()].slice(0, readOnly),
    },
    values: written,
  }));

const change: fc.Arbitrary<ValueChange> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), values }),
  fc.record({ kind: fc.constant('delete' as const), key }),
  fc.record({
    kind: fc.constant('increment' as const),
    key,
    by: fc.constantFrom(1, -1, 100, -2_147_483_648),
  }),
);

const update: fc.Arbitrary<SessionUpdate> = fc.record({
  change,
  ifVersion: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 3 }),
  limits,
});

/**
 * Sequences of operations on a few sessions.
 *
 * @param timeouts What sessions are created and signed in with.
 * @param pausesMs How long time may pass between two operations; none: it does not.
 */
export function sessionOperations(
  timeouts: readonly Timeouts[],
  pausesMs: readonly number[],
): fc.Arbitrary<SessionOperation[]> {
  const anonymous = fc.record({ login: fc.constant(undefined), values });
  const lifetime = fc.constantFrom(...timeouts);
  const draft = fc
    .tuple(proof, lifetime, client, fc.oneof(anonymous, loginWithValues))
    .map(([{ id, secretHash }, each, from, content]): SessionDraft => {
      return { id, secretHash, timeouts: each, client: from, ...content };
    });
  const rotation = fc
    .tuple(secretHash, lifetime, client, loginWithValues)
    .map(([newSecretHash, each, from, content]): SessionRotation => {
      return { newSecretHash, timeouts: each, client: from, ...content };
    });
  const calls: fc.WeightedArbitrary<SessionOperation>[] = [
    { weight: 3, arbitrary: fc.record({ call: fc.constant('create'), draft }) },
    { weight: 3, arbitrary: fc.record({ call: fc.constant('load'), proof, parts }) },
    { weight: 2, arbitrary: fc.record({ call: fc.constant('peek'), proof, parts }) },
    { weight: 6, arbitrary: fc.record({ call: fc.constant('update'), proof, update, parts }) },
    { weight: 2, arbitrary: fc.record({ call: fc.constant('rotate'), proof, rotation }) },
    { weight: 1, arbitrary: fc.record({ call: fc.constant('endBySecret'), proof }) },
    { weight: 1, arbitrary: fc.record({ call: fc.constant('endByUser'), id, userId }) },
    { weight: 2, arbitrary: fc.record({ call: fc.constant('list'), userId, parts }) },
  ];
  if (pausesMs.length > 0) {
    const ms = fc.constantFrom(...pausesMs);
    calls.push({ weight: 3, arbitrary: fc.record({ call: fc.constant('elapse'), ms }) });
  }
  return fc.array(fc.oneof(...calls), { maxLength: 40, size: 'max' });
}
