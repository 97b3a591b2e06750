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
import type { Found, PeekOutcome } from '../../src/session/session-store.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold for `peek`. */
export function describePeek(subject: Subject): void {
  describe('peek', () => {
    it('answers what load answers, in whole or without the values', async () => {
      const { store } = subject();
      const draft = await created(store, { login: loginOf(), values: new Map([['a', '1']]) });
      const { readAt, ...whole } = foundIn(await store.peek(draft, 'all'));
      expect(whole).toEqual(await store.load(draft, 'all'));
      expect(readAt).toBeGreaterThanOrEqual(whole.session.createdAt);
      const metadata = sessionOf(await store.peek(draft, 'metadata'));
      expect(metadata).toEqual({ ...whole.session, values: undefined });
    });

    it('answers gone, ended and rotated as load does, and makes no key (I1)', async () => {
      const { store, holdings } = subject();
      const dead = await ended(store);
      const { id } = await created(store);
      const stale = { id, secretHash: drawSecretHash() };
      const before = await holdings();
      for (const parts of ['all', 'metadata'] as const) {
        expect(await store.peek(draftOf(), parts)).toEqual({ state: 'gone' });
        expect(await store.peek(dead, parts)).toEqual({ state: 'ended' });
        expect(await store.peek(stale, parts)).toEqual({ state: 'rotated' });
      }
      expect(await holdings()).toEqual(before);
    });

    it('tells the instant of the reading by the clock that the session’s instants are by', async () => {
      const { store, elapse } = subject();
      const draft = draftOf();
      const { createdAt } = sessionOf(await store.create(draft));
      await elapse(50);
      const { readAt } = foundIn(await store.peek(draft, 'metadata'));
      expect(readAt).toBeGreaterThanOrEqual(createdAt + 50);
      await elapse(20);
      const later = foundIn(await store.peek(draft, 'all')).readAt;
      expect(later).toBeGreaterThanOrEqual(readAt + 20);
      expect(later).toBeLessThan(createdAt + 60_000);
    });

    it('is no use: "last seen" stays, however stale it is and however often one looks', async () => {
      const { store, elapse } = subject();
      const draft = draftOf({ timeouts: { idleTimeoutMs: 5_000, absoluteLifetimeMs: 60_000 } });
      const session = sessionOf(await store.create(draft));
      await elapse(502);
      for (let look = 0; look < 3; look++) {
        expect(sessionOf(await store.peek(draft, 'all'))).toEqual(session);
        expect(sessionOf(await store.peek(draft, 'metadata')).lastSeenAt).toBe(session.lastSeenAt);
      }
      expect((await loaded(store, draft)).lastSeenAt).toBeGreaterThan(session.lastSeenAt + 500);
    });

    it('keeps no session alive that nobody uses', async () => {
      const { store, elapse, expirySlackMs = 0 } = subject();
      const draft = draftOf({ timeouts: { idleTimeoutMs: 500, absoluteLifetimeMs: 60_000 } });
      const { createdAt } = sessionOf(await store.create(draft));
      let outcome = await store.peek(draft, 'all');
      while (outcome.state === 'found') {
        expect(outcome.readAt).toBeLessThanOrEqual(createdAt + 500 + expirySlackMs);
        await elapse(100);
        outcome = await store.peek(draft, 'all');
      }
      expect(outcome).toEqual({ state: 'gone' });
    });
  });
}

/** A peek that must find its session. */
function foundIn(outcome: PeekOutcome): Found & { readonly readAt: number } {
  if (outcome.state !== 'found') throw new Error(`Expected a session, found: ${outcome.state}`);
  return outcome;
}
