import { describe, expect, it } from '@jest/globals';
import {
  changed,
  created,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

const idleTimeoutMs = 2_000;
/** More than half of the idle timeout, so that two of them pass it, and far from its end. */
const aWhileMs = 1_200;

/** Registers what must hold for the deadlines; on a real clock these are the slow tests. */
export function describeDeadlines(subject: Subject): void {
  describe('deadlines', () => {
    it('ends a session that nobody uses, and answers gone to everything (I1)', async () => {
      const { store, elapse, holdings } = subject();
      const login = loginOf();
      const timeouts = { idleTimeoutMs: 200, absoluteLifetimeMs: 60_000 };
      const draft = await created(store, { login, timeouts });
      await elapse(202);
      const before = await holdings();
      const { id, secretHash } = draft;
      const gone = { state: 'gone' };
      expect(await store.load(draft, 'all')).toEqual(gone);
      expect(await changed(store, draft, setOf(['a', '1']))).toEqual(gone);
      expect(await changed(store, draft, { kind: 'increment', key: 'a', by: 1 })).toEqual(gone);
      expect(await store.rotate(draft, rotationOf({ login }))).toEqual(gone);
      const { userId } = login;
      expect(await store.end(id, { by: 'secret', secretHash, userId })).toEqual(gone);
      expect(await store.end(id, { by: 'user', userId })).toEqual(gone);
      expect((await store.list(userId, 'metadata')).sessions).toEqual([]);
      // What other tests left may expire meanwhile.
      expect((await holdings()).filter((key) => !before.includes(key))).toEqual([]);
    });

    it('moves the idle deadline with each read that finds "last seen" stale', async () => {
      const { store, elapse } = subject();
      const timeouts = { idleTimeoutMs, absoluteLifetimeMs: 60_000 };
      const draft = await created(store, { timeouts });
      await elapse(aWhileMs);
      await loaded(store, draft);
      await elapse(aWhileMs);
      await loaded(store, draft);
      await elapse(idleTimeoutMs + 2);
      expect(await store.load(draft, 'all')).toEqual({ state: 'gone' });
    });

    it('moves the idle deadline with each change', async () => {
      const { store, elapse } = subject();
      const timeouts = { idleTimeoutMs, absoluteLifetimeMs: 60_000 };
      const draft = await created(store, { timeouts });
      await elapse(aWhileMs);
      sessionOf(await changed(store, draft, setOf(['a', '1'])));
      await elapse(aWhileMs);
      sessionOf(await changed(store, draft, { kind: 'delete', key: 'a' }));
    });

    it('moves no deadline past the absolute one, however busy the session is (I2)', async () => {
      const { store, elapse } = subject();
      const timeouts = { idleTimeoutMs: 60_000, absoluteLifetimeMs: 600 };
      const read = await created(store, { timeouts });
      const written = await created(store, { timeouts });
      await elapse(300);
      await store.load(read, 'all');
      await changed(store, written, setOf(['a', '1']));
      await elapse(302);
      expect(await store.load(read, 'all')).toEqual({ state: 'gone' });
      expect(await store.load(written, 'all')).toEqual({ state: 'gone' });
    });

    it('gives a login the whole of its own lifetime', async () => {
      const { store, elapse } = subject();
      const draft = await created(store, {
        timeouts: { idleTimeoutMs: 60_000, absoluteLifetimeMs: 1_000 },
      });
      const rotation = rotationOf({
        timeouts: { idleTimeoutMs: 60_000, absoluteLifetimeMs: 60_000 },
      });
      sessionOf(await store.rotate(draft, rotation));
      await elapse(1_010);
      const { id } = await loaded(store, { id: draft.id, secretHash: rotation.newSecretHash });
      const { sessions } = await store.list(rotation.login.userId, 'metadata');
      expect(sessions.map((session) => session.id)).toEqual([id]);
    });
  });
}
