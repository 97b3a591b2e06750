import { createHmac, hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isSessionId, SessionTokens } from '../../../src/session/session-token.ts';

const [oldKey, newKey] = [
  'an old key of more than thirty-two bytes',
  'a new key of more than thirty-two bytes',
];
const tokens = new SessionTokens([newKey]);

describe('a session token', () => {
  it('is id, secret and MAC: 22, 43 and 22 characters of base64url', () => {
    const { token, proof } = tokens.issue();
    expect(token).toMatch(/^[\w-]{22}\.[\w-]{43}\.[\w-]{22}$/);
    const [id = '', secret = '', mac = ''] = token.split('.');
    expect(proof).toEqual({ id, secretHash: hash('sha256', secret, 'base64url') });
    const digest = createHmac('sha256', newKey).update(`${id}.${secret}`).digest();
    expect(mac).toBe(digest.subarray(0, 16).toString('base64url'));
    expect(isSessionId(id)).toBe(true);
  });

  it('never comes twice', () => {
    const drawn = new Set(
      Array.from({ length: 1_000 }, () => tokens.issue().token.split('.')).flat(),
    );
    expect(drawn.size).toBe(3_000);
  });

  it('keeps the id of a session that is renewed, with another secret', () => {
    const first = tokens.issue();
    const second = tokens.issue(first.proof.id);
    expect(second.proof.id).toBe(first.proof.id);
    expect(second.proof.secretHash).not.toBe(first.proof.secretHash);
  });

  it('proves the same again and again', () => {
    const { token, proof } = tokens.issue();
    for (let i = 0; i < 3; i++) expect(tokens.firstGenuine([token])).toEqual(proof);
  });

  it('is genuine under every key of the list, and signed by the first', () => {
    const retired = new SessionTokens([oldKey]).issue();
    const rotated = new SessionTokens([newKey, oldKey]);
    expect(rotated.firstGenuine([retired.token])).toEqual(retired.proof);
    const issued = rotated.issue();
    expect(tokens.firstGenuine([issued.token])).toEqual(issued.proof);
    expect(tokens.firstGenuine([retired.token])).toBeUndefined();
  });

  it('is the first genuine one of several', () => {
    const [a, b] = [tokens.issue(), tokens.issue()];
    expect(tokens.firstGenuine(['', 'x', a.token, b.token])).toEqual(a.proof);
    expect(tokens.firstGenuine([`${a.token}x`, b.token])).toEqual(b.proof);
    expect(tokens.firstGenuine([])).toBeUndefined();
  });

  it('is refused when any character of it was changed', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    fc.assert(
      fc.property(
        fc.nat({ max: 88 }),
        fc.constantFrom(...alphabet.split(/(?=.)/)),
        (at, character) => {
          const { token } = tokens.issue();
          const forged = `${token.slice(0, at)}${character}${token.slice(at + 1)}`;
          // The last character of a MAC holds two bits that nobody reads: the same 16 bytes are the same MAC.
          fc.pre(forged !== token && at < 88);
          expect(tokens.firstGenuine([forged])).toBeUndefined();
        },
      ),
    );
  });

  it.each([
    ['a token of another key', new SessionTokens([oldKey]).issue().token],
    ['one without its MAC', tokens.issue().token.slice(0, 66)],
    ['one with a part more', `${tokens.issue().token}.x`],
    ['one with the secret of another', mixed()],
    ['one in quotes', `"${tokens.issue().token}"`],
    ['one with a line feed after it', `${tokens.issue().token}\n`],
    ['one with characters of plain base64', tokens.issue().token.replace(/^../, '+/')],
    ['a long text', 'x'.repeat(100_000)],
  ])('is not %s', (_name, forged) => {
    expect(tokens.firstGenuine([forged])).toBeUndefined();
  });

  it('needs a key', () => {
    expect(() => new SessionTokens([])).toThrow(TypeError);
  });
});

function mixed(): string {
  const [id] = tokens.issue().token.split('.');
  const [, secret, mac] = tokens.issue().token.split('.');
  return [id, secret, mac].join('.');
}
