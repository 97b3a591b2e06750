import { describe, expect, it } from '@jest/globals';
import {
  changed,
  created,
  draftOf,
  drawSecretHash,
  ended,
  loaded,
  loginOf,
  sessionOf,
  setOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold for `create`. */
export function describeCreate(subject: Subject): void {
  describe('create', () => {
    it('answers the session as drafted, and keeps it so', async () => {
      const { store } = subject();
      const draft = draftOf({ values: new Map([['theme', '"dark"']]) });
      const session = sessionOf(await store.create(draft));
      expect(session).toEqual({
        id: draft.id,
        version: 1,
        createdAt: session.createdAt,
        lastSeenAt: session.createdAt,
        absoluteDeadlineAt: session.createdAt + draft.timeouts.absoluteLifetimeMs,
        idleTimeoutMs: draft.timeouts.idleTimeoutMs,
        login: undefined,
        client: draft.client,
        values: new Map([['theme', '"dark"']]),
      });
      expect(await loaded(store, draft)).toEqual(session);
    });

    it('keeps who signed in', async () => {
      const { store } = subject();
      const login = loginOf({ readOnlyKeys: ['card'] });
      const draft = draftOf({ login, values: new Map([['card', '"12"']]) });
      const session = sessionOf(await store.create(draft));
      expect(session.login).toEqual({
        userId: login.userId,
        credentialVersion: login.credentialVersion,
        authenticatedAt: session.createdAt,
      });
      expect(session.values).toEqual(new Map([['card', '"12"']]));
      expect(await loaded(store, draft)).toEqual(session);
    });

    it.each([
      { device: undefined, address: undefined },
      { device: 'Safari on iOS', address: undefined },
      { device: undefined, address: '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff' },
    ])('keeps the client $device at $address', async (client) => {
      const { store } = subject();
      const draft = await created(store, { client });
      expect((await loaded(store, draft)).client).toEqual(client);
    });

    it('changes nothing when it is repeated (I7)', async () => {
      const { store } = subject();
      const draft = await created(store, { login: loginOf() });
      const afterwards = sessionOf(await changed(store, draft, setOf(['a', '1'])));
      expect(await store.create(draft)).toEqual({ state: 'found', session: afterwards });
      expect(await loaded(store, draft)).toEqual(afterwards);
    });

    it('does not touch a session of another secret', async () => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      const other = draftOf({ id: draft.id, secretHash: drawSecretHash(), login: loginOf() });
      expect(await store.create(other)).toEqual({ state: 'taken' });
      expect(await store.load(other, 'all')).toEqual({ state: 'rotated' });
      expect((await loaded(store, draft)).values).toEqual(new Map([['a', '1']]));
      expect((await store.list(other.login?.userId ?? '', 'metadata')).sessions).toEqual([]);
    });

    it('does not bring an ended session back (I1)', async () => {
      const { store, holdings } = subject();
      const draft = await ended(store);
      const before = await holdings();
      expect(await store.create(draft)).toEqual({ state: 'taken' });
      expect(await store.load(draft, 'all')).toEqual({ state: 'ended' });
      expect(await holdings()).toEqual(before);
    });
  });
}
