import { describe, expect, it } from '@jest/globals';
import {
  created,
  draftOf,
  drawSecretHash,
  ended,
  loaded,
  loginOf,
  sessionOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold for `load`. */
export function describeLoad(subject: Subject): void {
  describe('load', () => {
    it('answers gone for an id that was never used, and makes no key (I1)', async () => {
      const { store, holdings } = subject();
      const before = await holdings();
      expect(await store.load(draftOf(), 'all')).toEqual({ state: 'gone' });
      expect(await store.load(draftOf(), 'metadata')).toEqual({ state: 'gone' });
      expect(await holdings()).toEqual(before);
    });

    it('answers ended after the session was ended', async () => {
      const { store } = subject();
      expect(await store.load(await ended(store), 'all')).toEqual({ state: 'ended' });
    });

    it('answers rotated to another secret', async () => {
      const { store } = subject();
      const { id } = await created(store);
      const stale = { id, secretHash: drawSecretHash() };
      expect(await store.load(stale, 'all')).toEqual({ state: 'rotated' });
      expect(await store.load(stale, 'metadata')).toEqual({ state: 'rotated' });
    });

    it('leaves the values out when only the metadata is asked for', async () => {
      const { store } = subject();
      const draft = await created(store, { login: loginOf(), values: new Map([['a', '1']]) });
      const whole = await loaded(store, draft);
      const metadata = sessionOf(await store.load(draft, 'metadata'));
      expect(whole.values).toEqual(new Map([['a', '1']]));
      expect(metadata).toEqual({ ...whole, values: undefined });
    });

    it('answers an empty map for a session without values', async () => {
      const { store } = subject();
      expect((await loaded(store, await created(store))).values).toEqual(new Map());
    });

    it('changes nothing while "last seen" is fresh', async () => {
      const { store, elapse } = subject();
      const draft = draftOf();
      const session = sessionOf(await store.create(draft));
      await elapse(20);
      expect(await loaded(store, draft)).toEqual(session);
    });

    it('renews "last seen", but no version, once it is older than the touch interval', async () => {
      const { store, elapse } = subject();
      const draft = draftOf({ timeouts: { idleTimeoutMs: 5_000, absoluteLifetimeMs: 60_000 } });
      const session = sessionOf(await store.create(draft));
      await elapse(502);
      const later = await loaded(store, draft);
      expect(later.lastSeenAt).toBeGreaterThan(session.lastSeenAt + 500);
      expect(later).toEqual({ ...session, lastSeenAt: later.lastSeenAt });
      expect(sessionOf(await store.load(draft, 'metadata')).lastSeenAt).toBe(later.lastSeenAt);
    });
  });
}
