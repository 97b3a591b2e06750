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
  updateOf,
  valuesOf,
} from '../support/session-fixtures.ts';
import type { ValueChange } from '../../src/session/session-store.ts';
import type { Subject } from './store-under-test.ts';

const changes: ValueChange[] = [
  setOf(['a', '1'], ['b', '2']),
  { kind: 'delete', key: 'a' },
  { kind: 'increment', key: 'a', by: 1 },
];

/** Registers what must hold for `update`, whatever the change. */
export function describeUpdate(subject: Subject): void {
  describe('update', () => {
    it('sets several values at once and keeps the others', async () => {
      const { store } = subject();
      const draft = await created(store, {
        values: new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      });
      const outcome = await changed(store, draft, setOf(['b', '{"x":[1]}'], ['c', 'null']));
      const expected = [
        ['a', '1'],
        ['b', '{"x":[1]}'],
        ['c', 'null'],
      ] as const;
      expect(sessionOf(outcome).values).toEqual(new Map(expected));
      expect(await valuesOf(store, draft)).toEqual(expected);
    });

    it('deletes a value', async () => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      const session = sessionOf(await changed(store, draft, { kind: 'delete', key: 'a' }));
      expect(session).toMatchObject({ version: 2, values: new Map() });
      expect(await valuesOf(store, draft)).toEqual([]);
    });

    it('keeps the version when the key to delete is not there', async () => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      const session = sessionOf(await changed(store, draft, { kind: 'delete', key: 'b' }));
      expect(session).toMatchObject({ version: 1, values: new Map([['a', '1']]) });
    });

    it.each(changes)('counts a $kind as one version and as a use', async (change) => {
      const { store, elapse } = subject();
      const draft = draftOf({ values: new Map([['a', '1']]) });
      const session = sessionOf(await store.create(draft));
      await elapse(20);
      const later = sessionOf(await changed(store, draft, change));
      expect(later.version).toBe(2);
      expect(later.lastSeenAt).toBeGreaterThanOrEqual(session.lastSeenAt + 20);
      const { lastSeenAt, values } = later;
      expect(later).toEqual({ ...session, version: 2, lastSeenAt, values });
      expect(await loaded(store, draft)).toEqual(later);
    });

    it.each([
      ['the same value', setOf(['a', '1'])],
      ['nothing', setOf()],
    ])('counts a set of %s as a change', async (_what, change) => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      expect(sessionOf(await changed(store, draft, change)).version).toBe(2);
      expect(await valuesOf(store, draft)).toEqual([['a', '1']]);
    });

    it.each(changes)('answers a $kind without the values when asked so', async (change) => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      const session = sessionOf(await store.update(draft, updateOf(change), 'metadata'));
      expect(session).toMatchObject({ version: 2, values: undefined });
      expect((await loaded(store, draft)).version).toBe(2);
    });

    it.each(changes)('writes nothing by a $kind without a live session (I1)', async (change) => {
      const { store, holdings } = subject();
      const dead = await ended(store);
      const rotated = await created(store, { values: new Map([['a', '1']]) });
      const before = await holdings();
      expect(await changed(store, draftOf(), change)).toEqual({ state: 'gone' });
      expect(await changed(store, dead, change)).toEqual({ state: 'ended' });
      const stale = { id: rotated.id, secretHash: drawSecretHash() };
      expect(await changed(store, stale, change, { ifVersion: 9 })).toEqual({ state: 'rotated' });
      expect(await holdings()).toEqual(before);
      expect(await loaded(store, rotated)).toMatchObject({
        version: 1,
        values: new Map([['a', '1']]),
      });
    });

    it.each(changes)('applies a $kind only to the version it was made for', async (change) => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['a', '1']]) });
      const conflict = await changed(store, draft, change, { ifVersion: 2 });
      expect(conflict).toEqual({ state: 'conflict', version: 1 });
      expect((await loaded(store, draft)).version).toBe(1);
      expect(sessionOf(await changed(store, draft, change, { ifVersion: 1 })).version).toBe(2);
      const late = await changed(store, draft, change, { ifVersion: 1 });
      expect(late).toEqual({ state: 'conflict', version: 2 });
    });

    it.each(changes)('does not $kind what login wrote', async (change) => {
      const { store } = subject();
      const login = loginOf({ readOnlyKeys: ['a'] });
      const draft = await created(store, { login, values: new Map([['a', '"login"']]) });
      expect(await changed(store, draft, change)).toEqual({ state: 'readOnly', key: 'a' });
      expect(await loaded(store, draft)).toMatchObject({
        version: 1,
        values: new Map([['a', '"login"']]),
      });
      const stale = await changed(store, draft, change, { ifVersion: 5 });
      expect(stale).toEqual({ state: 'conflict', version: 1 });
    });

    it('takes any text for a key or a value, also names that objects have', async () => {
      const { store } = subject();
      const draft = await created(store);
      const entries: [string, string][] = [
        ['', '""'],
        [' a b\r\n', '" "'],
        ['*0', '"*"'],
        ['__proto__', '{"__proto__":1}'],
        ['constructor', '"x"'],
        ['ключ', '"значение"'],
        ['用户名', '"密码错误"'],
        ['😀', '"\u0000\\ud83d 😀"'],
      ];
      await changed(store, draft, setOf(...entries));
      const { values } = await loaded(store, draft);
      expect(values).toEqual(new Map(entries));
      for (const [key] of entries) {
        sessionOf(await changed(store, draft, { kind: 'delete', key }));
      }
      expect((await loaded(store, draft)).values).toEqual(new Map());
    });
  });
}
