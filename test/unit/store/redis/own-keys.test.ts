import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isOwnKey } from '../../../../src/store/redis/own-keys.ts';
import { recordKey, tombstoneKey, userIndexKey } from '../../../../src/store/redis/record-codec.ts';
import { drawId } from '../../../support/session-fixtures.ts';

describe('isOwnKey', () => {
  it('knows what Ringgate writes', () => {
    const id = drawId();
    const ring = ['ring', 'ring:checkpoint', 'ring:lease'];
    const limits = ['l:login-pair:a b', 'l:anonymous-address:192.0.2.7', 'l:login-account:x\ny'];
    for (const key of [
      recordKey(id),
      tombstoneKey(id),
      userIndexKey('a}\nb'),
      ...ring,
      ...limits,
    ]) {
      expect([key, isOwnKey(key)]).toEqual([key, true]);
    }
  });

  it('leaves keys alone that look nearly like it', () => {
    const id = drawId();
    for (const key of [
      `s:${id}`,
      `s:{${id}x}`,
      `xs:{${id}}`,
      `s:{${id}}x`,
      't:{}',
      'u:1',
      'u:{}',
      'l:x',
      'ring:other',
      'rings',
      'Ring',
      '',
    ]) {
      expect([key, isOwnKey(key)]).toEqual([key, false]);
    }
  });

  it('takes no key of another program', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        fc.pre(!/^(?:[stul]:|ring)/.test(key));
        expect(isOwnKey(key)).toBe(false);
      }),
    );
  });
});
