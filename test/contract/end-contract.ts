import { describe, expect, it } from '@jest/globals';
import type { EndAuthority } from '../../src/session/session-store.ts';
import {
  created,
  drawId,
  drawSecretHash,
  drawUserId,
  ended,
  loaded,
  loginOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold for `end`. */
export function describeEnd(subject: Subject): void {
  describe('end', () => {
    it('ends an anonymous session by its secret', async () => {
      const { store } = subject();
      const draft = await created(store);
      const authority = { by: 'secret', secretHash: draft.secretHash, userId: undefined } as const;
      expect(await store.end(draft.id, authority)).toEqual({ state: 'done' });
      expect(await store.load(draft, 'all')).toEqual({ state: 'ended' });
    });

    it.each(['secret', 'user'] as const)('ends a session of a user by %s', async (by) => {
      const { store } = subject();
      const login = loginOf();
      const { userId } = login;
      const draft = await created(store, { login });
      const other = await created(store, { login });
      const { secretHash } = draft;
      const authority: EndAuthority = by === 'user' ? { by, userId } : { by, secretHash, userId };
      expect(await store.end(draft.id, authority)).toEqual({ state: 'done' });
      expect(await store.load(draft, 'all')).toEqual({ state: 'ended' });
      expect((await store.list(userId, 'metadata')).sessions.map(({ id }) => id)).toEqual([
        other.id,
      ]);
    });

    it('answers ended when it is repeated, and changes nothing (I7)', async () => {
      const { store, holdings } = subject();
      const { id, secretHash } = await ended(store);
      const before = await holdings();
      const bySecret = { by: 'secret', secretHash, userId: undefined } as const;
      expect(await store.end(id, bySecret)).toEqual({ state: 'ended' });
      expect(await store.end(id, { by: 'user', userId: drawUserId() })).toEqual({ state: 'ended' });
      expect(await holdings()).toEqual(before);
    });

    it('answers gone for an id that was never used, and leaves no tombstone (I1)', async () => {
      const { store, holdings } = subject();
      const before = await holdings();
      const bySecret = { by: 'secret', secretHash: drawSecretHash(), userId: undefined } as const;
      const userId = drawUserId();
      expect(await store.end(drawId(), bySecret)).toEqual({ state: 'gone' });
      expect(await store.end(drawId(), { ...bySecret, userId })).toEqual({ state: 'gone' });
      expect(await store.end(drawId(), { by: 'user', userId })).toEqual({ state: 'gone' });
      expect(await holdings()).toEqual(before);
    });

    it('answers rotated to an old secret, and leaves the session alone', async () => {
      const { store } = subject();
      const login = loginOf();
      const draft = await created(store, { login });
      const { userId } = login;
      const authority = { by: 'secret', secretHash: drawSecretHash(), userId } as const;
      expect(await store.end(draft.id, authority)).toEqual({ state: 'rotated' });
      expect((await loaded(store, draft)).version).toBe(1);
      expect((await store.list(userId, 'metadata')).sessions).toHaveLength(1);
    });

    it('ends nothing that is not the user’s', async () => {
      const { store } = subject();
      const login = loginOf();
      const theirs = await created(store, { login });
      const anonymous = await created(store);
      const authority = { by: 'user', userId: drawUserId() } as const;
      expect(await store.end(theirs.id, authority)).toEqual({ state: 'notYours' });
      expect(await store.end(anonymous.id, authority)).toEqual({ state: 'notYours' });
      await loaded(store, theirs);
      await loaded(store, anonymous);
      expect((await store.list(login.userId, 'metadata')).sessions).toHaveLength(1);
    });
  });
}
