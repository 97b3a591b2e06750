import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ValueChange } from '../../src/session/session-store.ts';
import { NoticeRecorder } from '../support/notice-recorder.ts';
import {
  changed,
  created,
  draftOf,
  drawSecretHash,
  drawUserId,
  ended,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
  updateOf,
  wideLimits,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

const changes: ValueChange[] = [
  setOf(['a', '1'], ['b', '2']),
  { kind: 'delete', key: 'a' },
  { kind: 'increment', key: 'a', by: 1 },
];

/** Registers what must hold for `listen`. What is not told is known by the next notice, since they come in order. */
export function describeEvents(subject: Subject): void {
  describe('listen', () => {
    const recorders: NoticeRecorder[] = [];

    async function listening(id: string): Promise<NoticeRecorder> {
      const recorder = await NoticeRecorder.start(subject().store, id);
      recorders.push(recorder);
      return recorder;
    }

    afterEach(() => {
      for (const recorder of recorders.splice(0)) recorder.stop();
    });

    it.each(changes)('tells of a $kind once, with the instant of the change', async (change) => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      const recorder = await listening(draft.id);
      const { lastSeenAt } = sessionOf(await changed(store, draft, change));
      await recorder.heard(1);
      const later = sessionOf(await changed(store, draft, setOf(['c', '3'])));
      await recorder.heard(2);
      expect(recorder.notices).toEqual([
        { kind: 'changed', at: lastSeenAt },
        { kind: 'changed', at: later.lastSeenAt },
      ]);
    });

    it('tells that a login renewed the session, once, not again when it is repeated', async () => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['card', '1']]) });
      const recorder = await listening(draft.id);
      const rotation = rotationOf({
        login: loginOf({ readOnlyKeys: ['card'] }),
        values: new Map([['card', '2']]),
      });
      const { lastSeenAt } = sessionOf(await store.rotate(draft, rotation));
      sessionOf(await store.rotate(draft, rotation));
      const proof = { id: draft.id, secretHash: rotation.newSecretHash };
      await changed(store, proof, setOf(['a', '1']));
      expect(await recorder.heard(2)).toEqual(['renewed', 'changed']);
      expect(recorder.notices[0]).toEqual({ kind: 'renewed', at: lastSeenAt });
    });

    it.each(['secret', 'user'] as const)('tells of an end by %s, once', async (by) => {
      const { store, allHeard } = subject();
      const login = loginOf();
      const { userId } = login;
      const draft = draftOf({ login });
      const { createdAt } = sessionOf(await store.create(draft));
      const { id, secretHash } = draft;
      const recorder = await listening(id);
      const end = (): Promise<unknown> =>
        store.end(id, by === 'user' ? { by, userId } : { by, secretHash, userId });
      await end();
      await end();
      expect(await recorder.heard(1)).toEqual(['ended']);
      await allHeard();
      expect(recorder.notices).toEqual([{ kind: 'ended', at: expect.any(Number) }]);
      const [notice] = recorder.notices;
      if (notice?.kind !== 'ended') throw new Error('An end is told');
      expect(notice.at).toBeGreaterThanOrEqual(createdAt);
      expect(notice.at).toBeLessThan(createdAt + 60_000);
    });

    it('tells nothing of reading, creating again, or deleting what is not there', async () => {
      const { store, elapse } = subject();
      const login = loginOf();
      const timeouts = { idleTimeoutMs: 2_000, absoluteLifetimeMs: 60_000 };
      const draft = draftOf({ login, timeouts });
      const recorder = await listening(draft.id);
      await store.create(draft);
      await store.create(draft);
      await elapse(202);
      await store.load(draft, 'all');
      await store.peek(draft, 'all');
      await store.list(login.userId, 'all');
      await changed(store, draft, { kind: 'delete', key: 'none' });
      await changed(store, draft, { kind: 'increment', key: 'n', by: 1 });
      await recorder.heard(1);
      await store.end(draft.id, { by: 'user', userId: login.userId });
      expect(await recorder.heard(2)).toEqual(['changed', 'ended']);
    });

    it('tells nothing of what was refused', async () => {
      const { store } = subject();
      const login = loginOf({ readOnlyKeys: ['card'] });
      const values = new Map([
        ['card', '1'],
        ['n', '"x"'],
        ['big', String(Number.MAX_SAFE_INTEGER)],
      ]);
      const draft = await created(store, { login, values });
      const { id } = draft;
      const recorder = await listening(id);
      const stale = { id, secretHash: drawSecretHash() };
      const increment = (key: string): ValueChange => ({ kind: 'increment', key, by: 1 });
      const limits = { ...wideLimits, maxValues: 1 };
      const bytes = { ...wideLimits, maxSessionBytes: 1 };
      const outcomes = [
        ...(await Promise.all(changes.map((each) => changed(store, stale, each)))),
        await changed(store, draft, setOf(['a', '1']), { ifVersion: 9 }),
        await changed(store, draft, setOf(['card', '2'])),
        await changed(store, draft, increment('n')),
        await changed(store, draft, increment('big')),
        await store.update(draft, updateOf(setOf(['a', '1']), { limits }), 'all'),
        await store.update(draft, updateOf(setOf(['a', '1']), { limits: bytes }), 'all'),
        await store.rotate(stale, rotationOf({ login })),
        await store.rotate(draft, rotationOf()),
        await store.end(id, { by: 'secret', secretHash: stale.secretHash, userId: login.userId }),
        await store.end(id, { by: 'user', userId: drawUserId() }),
      ];
      expect(outcomes.map(({ state }) => state)).not.toContain('found');
      expect(outcomes.map(({ state }) => state)).not.toContain('done');
      await changed(store, draft, setOf(['a', '1']));
      await recorder.heard(1);
      await store.end(id, { by: 'user', userId: login.userId });
      expect(await recorder.heard(2)).toEqual(['changed', 'ended']);
    });

    it('listens to a session that is not there yet, and tells nothing of one that never was', async () => {
      const { store, allHeard } = subject();
      const draft = draftOf();
      const recorder = await listening(draft.id);
      expect(await changed(store, draft, setOf(['a', '1']))).toEqual({ state: 'gone' });
      await store.end(draft.id, { by: 'user', userId: drawUserId() });
      await store.create(draft);
      await changed(store, draft, setOf(['a', '1']));
      await allHeard();
      expect(recorder.kinds).toEqual(['changed']);
      const dead = await ended(store);
      const ofDead = await listening(dead.id);
      await changed(store, dead, setOf(['a', '1']));
      await store.rotate(dead, rotationOf());
      await allHeard();
      expect(ofDead.kinds).toEqual([]);
    });

    it('tells nobody of another session', async () => {
      const { store } = subject();
      const [mine, other] = [await created(store), await created(store)];
      const [ofMine, ofOther] = [await listening(mine.id), await listening(other.id)];
      await changed(store, other, setOf(['a', '1']));
      await ofOther.heard(1);
      await store.rotate(mine, rotationOf());
      expect(await ofMine.heard(1)).toEqual(['renewed']);
      expect(ofOther.kinds).toEqual(['changed']);
    });

    it('tells all who listen, and nobody who has stopped', async () => {
      const { store } = subject();
      const draft = await created(store);
      const [stays, leaves] = [await listening(draft.id), await listening(draft.id)];
      await changed(store, draft, setOf(['a', '1']));
      expect(await leaves.heard(1)).toEqual(['changed']);
      await stays.heard(1);
      leaves.stop();
      leaves.stop();
      await changed(store, draft, setOf(['a', '2']));
      expect(await stays.heard(2)).toEqual(['changed', 'changed']);
      expect(leaves.kinds).toEqual(['changed']);
    });

    it('hears again after the last who listened has stopped, at once too', async () => {
      const { store } = subject();
      const draft = await created(store);
      for (let round = 0; round < 5; round++) {
        const [first, second] = await Promise.all([listening(draft.id), listening(draft.id)]);
        first.stop();
        second.stop();
        const last = await listening(draft.id);
        await changed(store, draft, setOf(['round', String(round)]));
        expect(await last.heard(1)).toEqual(['changed']);
        expect([...first.kinds, ...second.kinds]).toEqual([]);
        last.stop();
      }
    });

    it('lets a listener stop others, itself, and begin anew while it is told', async () => {
      const { store } = subject();
      const draft = await created(store);
      const heard: string[] = [];
      const later: Promise<unknown>[] = [];
      const stopFirst = await store.listen(draft.id, () => {
        heard.push('first');
        stopFirst();
        stopSecond();
        later.push(store.listen(draft.id, () => heard.push('third')));
      });
      const stopSecond = await store.listen(draft.id, () => heard.push('second'));
      const witness = await listening(draft.id);
      await changed(store, draft, setOf(['a', '1']));
      await witness.heard(1);
      expect(heard).toEqual(['first']);
      const stops = (await Promise.all(later)) as (() => void)[];
      await changed(store, draft, setOf(['a', '2']));
      await witness.heard(2);
      expect(heard).toEqual(['first', 'third']);
      for (const stop of stops) stop();
    });

    it('tells the others when one of them throws', async () => {
      const { store } = subject();
      const draft = await created(store);
      const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const stop = await store.listen(draft.id, () => {
        throw new Error('out of order');
      });
      const recorder = await listening(draft.id);
      await changed(store, draft, setOf(['a', '1']));
      expect(await recorder.heard(1)).toEqual(['changed']);
      expect(warnings.mock.calls.map(([warning]) => warning)).toEqual([
        'a listener of a session has failed: Error: out of order',
      ]);
      warnings.mockRestore();
      stop();
    });

    it('keeps the order of changes that were asked for at once', async () => {
      const { store } = subject();
      const draft = await created(store);
      const recorder = await listening(draft.id);
      const increments = Array.from({ length: 20 }, () =>
        changed(store, draft, { kind: 'increment', key: 'n', by: 1 }),
      );
      const outcomes = await Promise.all(increments);
      await store.rotate(draft, rotationOf());
      const kinds = await recorder.heard(21);
      expect(kinds).toEqual([...Array<string>(20).fill('changed'), 'renewed']);
      const sessions = outcomes.map(sessionOf).sort((a, b) => a.version - b.version);
      expect(recorder.notices.slice(0, 20)).toEqual(
        sessions.map(({ lastSeenAt }) => ({ kind: 'changed', at: lastSeenAt })),
      );
    });

    it('runs no listener inside the change that it is told of', async () => {
      const { store, allHeard } = subject();
      const draft = await created(store);
      let isWriting = false;
      const heard: boolean[] = [];
      const stop = await store.listen(draft.id, () => heard.push(isWriting));
      isWriting = true;
      const change = changed(store, draft, setOf(['a', '1']));
      isWriting = false;
      await change;
      await allHeard();
      expect(heard).toEqual([false]);
      stop();
    });
  });
}
