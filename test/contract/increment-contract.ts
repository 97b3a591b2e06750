import { describe, expect, it } from '@jest/globals';
import { changed, created, loaded, sessionOf, valuesOf } from '../support/session-fixtures.ts';
import type { Subject } from './store-under-test.ts';

/** 2^53 - 1: past it whole numbers are no longer exact in a JSON reader. */
const largest = Number.MAX_SAFE_INTEGER;

/** Registers what must hold for an `update` that increments. */
export function describeIncrement(subject: Subject): void {
  describe('increment', () => {
    it('counts from zero when the key is not there', async () => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['other', '1']]) });
      const session = sessionOf(
        await changed(store, draft, { kind: 'increment', key: 'n', by: 3 }),
      );
      expect(session.values?.get('n')).toBe('3');
      expect(await valuesOf(store, draft)).toEqual([
        ['n', '3'],
        ['other', '1'],
      ]);
    });

    it.each([
      ['5', 2, '7'],
      ['5', -7, '-2'],
      ['-1', 1, '0'],
      ['0', 0, '0'],
      ['100000000000000', 1, '100000000000001'],
      [String(largest - 1), 1, String(largest)],
      [String(1 - largest), -1, String(-largest)],
      [String(-largest), 2_147_483_647, String(-largest + 2_147_483_647)],
    ])('makes of %s and %d the whole number %s', async (text, by, sum) => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['n', text]]) });
      await changed(store, draft, { kind: 'increment', key: 'n', by });
      expect(await valuesOf(store, draft)).toEqual([['n', sum]]);
    });

    it.each([
      ['1.5'],
      ['"1"'],
      ['""'],
      ['"0x10"'],
      ['null'],
      ['true'],
      ['[1]'],
      ['{"a":1}'],
      ['1e+21'],
      ['9007199254740992'],
      ['-9007199254740992'],
    ])('refuses to count on %s', async (text) => {
      const { store } = subject();
      const draft = await created(store, { values: new Map([['n', text]]) });
      const outcome = await changed(store, draft, { kind: 'increment', key: 'n', by: 1 });
      expect(outcome).toEqual({ state: 'notWhole' });
      expect(await loaded(store, draft)).toMatchObject({
        version: 1,
        values: new Map([['n', text]]),
      });
    });

    it.each([
      [largest, 1],
      [-largest, -1],
      [largest - 5, 6],
      [2_147_483_647 - largest, -2_147_483_648],
    ])('refuses a sum of %d and %d', async (value, by) => {
      const { store } = subject();
      const values = new Map([['n', String(value)]]);
      const draft = await created(store, { values });
      const outcome = await changed(store, draft, { kind: 'increment', key: 'n', by });
      expect(outcome).toEqual({ state: 'outOfRange' });
      expect(await loaded(store, draft)).toMatchObject({ version: 1, values });
    });
  });
}
