import { describe, expect, it } from '@jest/globals';
import { SessionError } from '../../../src/session/session-error.ts';
import { checkAnonymousSize, checkKey, toSessionValues } from '../../../src/session/value-rules.ts';
import { generousPolicy } from '../../support/session-policy.ts';

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof SessionError) return error.code;
    throw error;
  }
  return 'none';
}

describe('a key', () => {
  it.each([
    ['', 'BAD_USER_INPUT'],
    ['$', 'BAD_USER_INPUT'],
    ['$:a', 'BAD_USER_INPUT'],
    ['x'.repeat(129), 'BAD_USER_INPUT'],
    ['密'.repeat(43), 'BAD_USER_INPUT'],
    ['\ud800', 'BAD_USER_INPUT'],
    ['x'.repeat(128), 'none'],
    ['密'.repeat(42), 'none'],
    ['a$', 'none'],
    ['__proto__', 'none'],
    [' ', 'none'],
  ])('%j: %s', (key, code) => {
    expect(
      codeOf(() => {
        checkKey(key);
      }),
    ).toBe(code);
  });
});

describe('values', () => {
  const policy = { ...generousPolicy, maxValues: 2, maxValueBytes: 10, maxAnonymousBytes: 12 };

  it('become JSON text', () => {
    const values = JSON.parse('{"__proto__":null,"a":"é"}') as Record<string, unknown>;
    expect([...toSessionValues(values, policy)]).toEqual([
      ['__proto__', 'null'],
      ['a', '"é"'],
    ]);
  });

  it.each([
    [{ a: 'x'.repeat(8) }, 'none'],
    [{ a: 'x'.repeat(9) }, 'SESSION_LIMIT_EXCEEDED'],
    [{ a: '密密密' }, 'SESSION_LIMIT_EXCEEDED'],
    [{ a: 1, b: 2, c: 3 }, 'SESSION_LIMIT_EXCEEDED'],
    [{ a: undefined }, 'BAD_USER_INPUT'],
    [{ a: [-Infinity] }, 'BAD_USER_INPUT'],
    [{ a: [null, 1e9] }, 'SESSION_LIMIT_EXCEEDED'],
    [{ a: [null, 1] }, 'none'],
    [{ $a: 1 }, 'BAD_USER_INPUT'],
  ])('%j: %s', (values, code) => {
    expect(codeOf(() => toSessionValues(values, policy))).toBe(code);
  });

  it.each([
    [64, 'none'],
    [65, 'BAD_USER_INPUT'],
    [50_000, 'BAD_USER_INPUT'],
  ])('of %i levels of lists or objects: %s', (levels, code) => {
    let list: unknown = 1;
    let object: unknown = 1;
    for (let level = 0; level < levels; level++) {
      list = [0, list];
      object = { first: 0, next: object };
    }
    const roomy = { ...policy, maxValueBytes: 10_000 };
    expect(codeOf(() => toSessionValues({ nested: list }, roomy))).toBe(code);
    expect(codeOf(() => toSessionValues({ nested: object }, roomy))).toBe(code);
  });

  it('of a new anonymous session are limited in number and in bytes', () => {
    const sized = (text: string): ReadonlyMap<string, string> => new Map([['key', text]]);
    expect(
      codeOf(() => {
        checkAnonymousSize(sized('x'.repeat(9)), policy);
      }),
    ).toBe('none');
    expect(
      codeOf(() => {
        checkAnonymousSize(sized('x'.repeat(10)), policy);
      }),
    ).toBe('SESSION_LIMIT_EXCEEDED');
    const three = new Map(['a', 'b', 'c'].map((key) => [key, '1']));
    expect(
      codeOf(() => {
        checkAnonymousSize(three, policy);
      }),
    ).toBe('SESSION_LIMIT_EXCEEDED');
  });
});
