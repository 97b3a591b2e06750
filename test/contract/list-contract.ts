import { describe, expect, it } from '@jest/globals';
import {
  changed,
  created,
  drawUserId,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold for `list`. */
export function describeList(subject: Subject): void {
  describe('list', () => {
    it('answers nothing for a user without sessions', async () => {
      const { store, holdings } = subject();
      const before = await holdings();
      expect(await store.list(drawUserId(), 'metadata')).toEqual({ sessions: [], unreachable: [] });
      expect(await holdings()).toEqual(before);
    });

    it('answers the metadata of each live session of the user, and of no one else', async () => {
      const { store } = subject();
      const login = loginOf();
      await created(store);
      await created(store, { login: loginOf() });
      const drafts = await Promise.all(
        Array.from({ length: 10 }, () => created(store, { login, values: new Map([['a', '1']]) })),
      );
      await Promise.all(
        drafts.slice(0, 3).map((draft) => changed(store, draft, setOf(['b', '1']))),
      );
      const expected = await Promise.all(
        drafts.map(async (draft) => ({ ...(await loaded(store, draft)), values: undefined })),
      );
      const { sessions, unreachable } = await store.list(login.userId, 'metadata');
      expect(unreachable).toEqual([]);
      const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
      expect([...sessions].sort(byId)).toEqual(expected.sort(byId));
    });

    it('answers the values too when asked so', async () => {
      const { store } = subject();
      const login = loginOf({ readOnlyKeys: ['card'] });
      const values = new Map([
        ['card', '"12"'],
        ['a', '1'],
      ]);
      const draft = await created(store, { login, values });
      const { sessions } = await store.list(login.userId, 'all');
      expect(sessions).toEqual([await loaded(store, draft)]);
      expect(sessions[0]?.values).toEqual(values);
    });

    it('holds a session from its login on', async () => {
      const { store } = subject();
      const draft = await created(store);
      const rotation = rotationOf();
      const session = sessionOf(await store.rotate(draft, rotation));
      const { sessions } = await store.list(rotation.login.userId, 'metadata');
      expect(sessions).toEqual([{ ...session, values: undefined }]);
    });

    it.each([
      ['__proto__'],
      ['constructor'],
      ['a user'],
      ['tail} {head'],
      ['Ünï😀用户'],
      ['u'.repeat(64)],
    ])('knows the user %j', async (userId) => {
      const { store } = subject();
      const draft = await created(store, { login: loginOf({ userId }) });
      expect((await loaded(store, draft)).login?.userId).toBe(userId);
      expect((await store.list(userId, 'metadata')).sessions).toMatchObject([
        { id: draft.id, login: { userId } },
      ]);
      expect(await store.end(draft.id, { by: 'user', userId })).toEqual({ state: 'done' });
      expect((await store.list(userId, 'metadata')).sessions).toEqual([]);
    });

    it('is no use of the sessions', async () => {
      const { store, elapse } = subject();
      const login = loginOf();
      const timeouts = { idleTimeoutMs: 5_000, absoluteLifetimeMs: 60_000 };
      const draft = await created(store, { login, timeouts });
      const { lastSeenAt } = await loaded(store, draft);
      await elapse(510);
      expect((await store.list(login.userId, 'metadata')).sessions).toMatchObject([{ lastSeenAt }]);
      expect((await store.list(login.userId, 'metadata')).sessions).toMatchObject([{ lastSeenAt }]);
    });
  });
}
