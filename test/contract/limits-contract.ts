import { describe, expect, it } from '@jest/globals';
import {
  changed,
  created,
  loaded,
  loginOf,
  sessionOf,
  setOf,
  wideLimits,
} from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

const overCount = { state: 'tooManyValues' };
const values = new Map([
  ['a', '1'],
  ['b', '2'],
]);

/** Registers what must hold for the limits of an `update`. */
export function describeLimits(subject: Subject): void {
  describe('limits', () => {
    it('refuses one value too many, and writes none of the set', async () => {
      const { store } = subject();
      const limits = { ...wideLimits, maxValues: 3 };
      const draft = await created(store, { values });
      const tooMany = setOf(['a', '9'], ['c', '3'], ['d', '4']);
      expect(await changed(store, draft, tooMany, { limits })).toEqual(overCount);
      expect(await loaded(store, draft)).toMatchObject({ version: 1, values });
      sessionOf(await changed(store, draft, setOf(['a', '9'], ['c', '3']), { limits }));
      const increment = { kind: 'increment', key: 'd', by: 1 } as const;
      expect(await changed(store, draft, increment, { limits })).toEqual(overCount);
      sessionOf(await changed(store, draft, { ...increment, key: 'c' }, { limits }));
    });

    it('counts the values that login wrote', async () => {
      const { store } = subject();
      const limits = { ...wideLimits, maxValues: 2 };
      const draft = await created(store, { values, login: loginOf({ readOnlyKeys: ['a'] }) });
      expect(await changed(store, draft, setOf(['c', '3']), { limits })).toEqual(overCount);
      sessionOf(await changed(store, draft, setOf(['b', '3']), { limits }));
    });

    it('counts bytes of UTF-8, of keys and of texts, to the last one', async () => {
      const { store } = subject();
      const draft = await created(store, { values });
      // Four bytes are there; the new value takes 2 + 2 for its key and 2 + 3 + 4 for its text.
      const set = setOf(['éé', '"€😀"']);
      const short = { ...wideLimits, maxAnonymousBytes: 16 };
      const refusal = { state: 'tooManyBytes', maxBytes: 16 };
      expect(await changed(store, draft, set, { limits: short })).toEqual(refusal);
      expect(await loaded(store, draft)).toMatchObject({ version: 1, values });
      const exact = { ...wideLimits, maxAnonymousBytes: 17 };
      sessionOf(await changed(store, draft, set, { limits: exact }));
    });

    it('has one limit of bytes for anonymous sessions and one for users', async () => {
      const { store } = subject();
      const limits = { maxValues: 10, maxSessionBytes: 8, maxAnonymousBytes: 5 };
      const anonymous = await created(store, { values });
      const user = await created(store, { values, login: loginOf({ readOnlyKeys: ['a'] }) });
      const set = setOf(['c', '12345']);
      const overAnonymous = { state: 'tooManyBytes', maxBytes: 5 };
      expect(await changed(store, anonymous, set, { limits })).toEqual(overAnonymous);
      const overUser = { state: 'tooManyBytes', maxBytes: 8 };
      expect(await changed(store, user, set, { limits })).toEqual(overUser);
      sessionOf(await changed(store, user, setOf(['c', '123']), { limits }));
    });

    it('counts the bytes that an increment adds', async () => {
      const { store } = subject();
      const limits = { ...wideLimits, maxAnonymousBytes: 2 };
      const draft = await created(store, { values: new Map([['n', '8']]) });
      const increment = { kind: 'increment', key: 'n', by: 1 } as const;
      sessionOf(await changed(store, draft, increment, { limits }));
      const refusal = { state: 'tooManyBytes', maxBytes: 2 };
      expect(await changed(store, draft, increment, { limits })).toEqual(refusal);
      expect((await loaded(store, draft)).values).toEqual(new Map([['n', '9']]));
    });

    it('lets a session over its limits change, so long as it does not grow', async () => {
      const { store } = subject();
      const limits = { maxValues: 1, maxSessionBytes: 1, maxAnonymousBytes: 1 };
      const login = loginOf({ readOnlyKeys: ['login'] });
      const draft = await created(store, {
        login,
        values: new Map([...values, ['login', '"a long text from login"']]),
      });
      sessionOf(await changed(store, draft, setOf(['a', '7'], ['b', '8']), { limits }));
      sessionOf(await changed(store, draft, { kind: 'increment', key: 'b', by: -8 }, { limits }));
      expect(await changed(store, draft, setOf(['c', '']), { limits })).toEqual(overCount);
      const refusal = { state: 'tooManyBytes', maxBytes: 1 };
      expect(await changed(store, draft, setOf(['a', '77']), { limits })).toEqual(refusal);
      sessionOf(await changed(store, draft, { kind: 'delete', key: 'a' }, { limits }));
      expect((await loaded(store, draft)).values?.get('b')).toBe('0');
    });

    it('names of several reasons the first: key, number, count, bytes', async () => {
      const { store } = subject();
      const limits = { maxValues: 1, maxSessionBytes: 1, maxAnonymousBytes: 1 };
      const login = loginOf({ readOnlyKeys: ['login'] });
      const draft = await created(store, {
        login,
        values: new Map([
          ['login', '"x"'],
          ['text', '"x"'],
        ]),
      });
      const readOnly = { state: 'readOnly', key: 'login' };
      const set = setOf(['new', '1'], ['login', '1']);
      expect(await changed(store, draft, set, { limits })).toEqual(readOnly);
      const onLogin = { kind: 'increment', key: 'login', by: 1 } as const;
      expect(await changed(store, draft, onLogin, { limits })).toEqual(readOnly);
      const onText = { kind: 'increment', key: 'text', by: 1 } as const;
      expect(await changed(store, draft, onText, { limits })).toEqual({ state: 'notWhole' });
      const past = { kind: 'increment', key: 'new', by: Number.MAX_SAFE_INTEGER + 1 } as const;
      expect(await changed(store, draft, past, { limits })).toEqual({ state: 'outOfRange' });
      expect(await changed(store, draft, setOf(['new', '1']), { limits })).toEqual(overCount);
    });
  });
}
