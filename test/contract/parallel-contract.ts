import { describe, expect, it } from '@jest/globals';
import {
  changed,
  created,
  drawSecretHash,
  loaded,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
  valuesOf,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** Registers what must hold when requests of one session run at once. */
export function describeParallel(subject: Subject): void {
  describe('requests at once', () => {
    it('keeps twenty keys of twenty parallel sets (I3)', async () => {
      const { store } = subject();
      const draft = await created(store);
      const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`);
      await Promise.all(keys.map((key) => changed(store, draft, setOf([key, '1']))));
      const session = await loaded(store, draft);
      expect([...(session.values?.keys() ?? [])].sort()).toEqual([...keys].sort());
      expect(session.version).toBe(21);
    });

    it('adds a thousand in a thousand parallel increments (I3)', async () => {
      const { store } = subject();
      const draft = await created(store);
      const increments = Array.from({ length: 1_000 }, () =>
        changed(store, draft, { kind: 'increment', key: 'n', by: 1 }),
      );
      await Promise.all(increments);
      expect(await valuesOf(store, draft)).toEqual([['n', '1000']]);
    });

    it('applies one of two changes that were made for the same version', async () => {
      const { store } = subject();
      const draft = await created(store);
      const outcomes = await Promise.all(
        ['1', '2'].map((text) => changed(store, draft, setOf(['a', text]), { ifVersion: 1 })),
      );
      expect(outcomes.map(({ state }) => state).sort()).toEqual(['conflict', 'found']);
    });

    it('lets one of several parallel logins win', async () => {
      const { store } = subject();
      const draft = await created(store);
      const rotations = Array.from({ length: 5 }, () => rotationOf());
      const outcomes = await Promise.all(rotations.map((each) => store.rotate(draft, each)));
      const winners = rotations.filter((_, index) => outcomes[index]?.state === 'found');
      expect(winners).toHaveLength(1);
      expect(outcomes.filter(({ state }) => state === 'rotated')).toHaveLength(4);
      const secretHash = winners[0]?.newSecretHash ?? '';
      const session = await loaded(store, { id: draft.id, secretHash });
      expect(session.login?.userId).toBe(winners[0]?.login.userId);
    });

    it('leaves an ended session dead, whatever was under way (I1)', async () => {
      const { store } = subject();
      const login = loginOf();
      const draft = await created(store, { login });
      const { id, secretHash } = draft;
      const writes = Array.from({ length: 8 }, (_, index) =>
        changed(store, draft, setOf([`key-${index}`, '1'])),
      );
      const end = store.end(id, { by: 'secret', secretHash, userId: login.userId });
      const late = [
        changed(store, draft, setOf(['late', '1'])),
        store.rotate(draft, rotationOf({ login, newSecretHash: drawSecretHash() })),
        store.load(draft, 'all'),
      ];
      await Promise.all([...writes, ...late]);
      expect(await end).toEqual({ state: 'done' });
      expect(await store.load(draft, 'all')).toEqual({ state: 'ended' });
      expect((await store.list(login.userId, 'metadata')).sessions).toEqual([]);
    });

    it('ends a session once, however many ask at once', async () => {
      const { store } = subject();
      const login = loginOf();
      const { id } = await created(store, { login });
      const ends = Array.from({ length: 5 }, () =>
        store.end(id, { by: 'user', userId: login.userId }),
      );
      const states = (await Promise.all(ends)).map(({ state }) => state);
      expect(states.sort()).toEqual(['done', 'ended', 'ended', 'ended', 'ended']);
    });

    it('keeps one session of parallel repeats of its creation (I7)', async () => {
      const { store } = subject();
      const draft = await created(store);
      const repeats = await Promise.all(Array.from({ length: 5 }, () => store.create(draft)));
      expect(repeats.map((outcome) => sessionOf(outcome).version)).toEqual([1, 1, 1, 1, 1]);
    });
  });
}
