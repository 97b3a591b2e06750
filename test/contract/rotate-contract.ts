import { describe, expect, it } from '@jest/globals';
import {
  changed,
  created,
  draftOf,
  drawSecretHash,
  ended,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
  valuesOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold for `rotate`. */
export function describeRotate(subject: Subject): void {
  describe('rotate', () => {
    it('signs in under the same id, with new deadlines and a new client', async () => {
      const { store, elapse } = subject();
      const draft = draftOf();
      const before = sessionOf(await store.create(draft));
      await elapse(20);
      const rotation = rotationOf({
        timeouts: { idleTimeoutMs: 500_000, absoluteLifetimeMs: 5_000_000 },
      });
      const session = sessionOf(await store.rotate(draft, rotation));
      const now = session.lastSeenAt;
      expect(now).toBeGreaterThanOrEqual(before.createdAt + 20);
      expect(session).toEqual({
        id: draft.id,
        version: 2,
        createdAt: before.createdAt,
        lastSeenAt: now,
        absoluteDeadlineAt: now + 5_000_000,
        idleTimeoutMs: 500_000,
        login: {
          userId: rotation.login.userId,
          credentialVersion: rotation.login.credentialVersion,
          authenticatedAt: now,
        },
        client: rotation.client,
        values: new Map(),
      });
      const proof = { id: draft.id, secretHash: rotation.newSecretHash };
      expect(await loaded(store, proof)).toEqual(session);
    });

    it('lets the old secret die at once', async () => {
      const { store } = subject();
      const draft = await created(store);
      const rotation = rotationOf();
      sessionOf(await store.rotate(draft, rotation));
      expect(await store.load(draft, 'all')).toEqual({ state: 'rotated' });
      expect(await changed(store, draft, setOf(['a', '1']))).toEqual({ state: 'rotated' });
      expect(await store.rotate(draft, rotationOf())).toEqual({ state: 'rotated' });
    });

    it('carries anonymous values over; those of the login win and become read-only', async () => {
      const { store } = subject();
      const draft = await created(store, {
        values: new Map([
          ['mine', '1'],
          ['both', '"anonymous"'],
          ['__proto__', '3'],
        ]),
      });
      const rotation = rotationOf({
        login: loginOf({ readOnlyKeys: ['both', 'constructor'] }),
        values: new Map([
          ['both', '"login"'],
          ['constructor', '4'],
        ]),
      });
      const expected = [
        ['__proto__', '3'],
        ['both', '"login"'],
        ['constructor', '4'],
        ['mine', '1'],
      ] as const;
      const session = sessionOf(await store.rotate(draft, rotation));
      expect(session.values).toEqual(new Map(expected));
      const proof = { id: draft.id, secretHash: rotation.newSecretHash };
      expect(await valuesOf(store, proof)).toEqual(expected);
      for (const key of ['both', 'constructor']) {
        const outcome = await changed(store, proof, { kind: 'delete', key });
        expect(outcome).toEqual({ state: 'readOnly', key });
      }
      for (const key of ['mine', '__proto__']) {
        sessionOf(await changed(store, proof, { kind: 'delete', key }));
      }
      expect(await valuesOf(store, proof)).toEqual(expected.slice(1, 3));
    });

    it('changes nothing when it is repeated with the same new secret (I7)', async () => {
      const { store } = subject();
      const draft = await created(store);
      const rotation = rotationOf({ values: new Map([['a', '1']]) });
      sessionOf(await store.rotate(draft, rotation));
      const proof = { id: draft.id, secretHash: rotation.newSecretHash };
      const later = sessionOf(await changed(store, proof, setOf(['a', '2'])));
      expect(await store.rotate(draft, rotation)).toEqual({ state: 'found', session: later });
      expect(await loaded(store, proof)).toEqual(later);
    });

    it('signs the same user in again', async () => {
      const { store, elapse } = subject();
      const login = loginOf({ readOnlyKeys: ['card'] });
      const values = new Map([['card', '1']]);
      const draft = draftOf({ login, values });
      const before = sessionOf(await store.create(draft));
      sessionOf(await changed(store, draft, setOf(['a', '1'])));
      await elapse(20);
      const session = sessionOf(await store.rotate(draft, rotationOf({ login, values })));
      expect(session.version).toBe(3);
      expect(session.absoluteDeadlineAt).toBeGreaterThanOrEqual(before.absoluteDeadlineAt + 20);
      expect(session.login?.authenticatedAt).toBe(session.lastSeenAt);
      expect(session.values).toEqual(new Map([...values, ['a', '1']]));
      expect((await store.list(login.userId, 'metadata')).sessions).toHaveLength(1);
    });

    it('drops what an earlier login wrote and this one does not', async () => {
      const { store } = subject();
      const before = loginOf({ readOnlyKeys: ['card', 'plan'] });
      const draft = await created(store, {
        login: before,
        values: new Map([
          ['card', '1'],
          ['plan', '2'],
          ['mine', '3'],
        ]),
      });
      const login = { ...before, readOnlyKeys: ['card', 'mine'] };
      const values = new Map([
        ['card', '4'],
        ['mine', '5'],
      ]);
      const rotation = rotationOf({ login, values });
      expect(sessionOf(await store.rotate(draft, rotation)).values).toEqual(values);
      const proof = { id: draft.id, secretHash: rotation.newSecretHash };
      expect((await loaded(store, proof)).values).toEqual(values);
      sessionOf(await changed(store, proof, setOf(['plan', '6'])));
    });

    it.each([
      ['another user', loginOf()],
      ['another credential version', { credentialVersion: 'ABCDEFGHIJK' }],
    ])('refuses a session of %s, and leaves it alone', async (_who, change) => {
      const { store } = subject();
      const login = loginOf();
      const draft = await created(store, { login });
      const rotation = rotationOf({ login: { ...login, ...change } });
      expect(await store.rotate(draft, rotation)).toEqual({ state: 'otherLogin' });
      const { userId, credentialVersion } = login;
      expect(await loaded(store, draft)).toMatchObject({
        version: 1,
        login: { userId, credentialVersion },
      });
      const stale = { id: draft.id, secretHash: drawSecretHash() };
      expect(await store.rotate(stale, rotation)).toEqual({ state: 'rotated' });
    });

    it('makes no key without a live session (I1)', async () => {
      const { store, holdings } = subject();
      const dead = await ended(store);
      const rotation = rotationOf();
      const before = await holdings();
      expect(await store.rotate(draftOf(), rotation)).toEqual({ state: 'gone' });
      expect(await store.rotate(dead, rotation)).toEqual({ state: 'ended' });
      expect(await holdings()).toEqual(before);
      expect((await store.list(rotation.login.userId, 'metadata')).sessions).toEqual([]);
    });
  });
}
