import {
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { SessionProof } from './session-store.ts';

const idBytes = 16;
const secretBytes = 32;
const macBytes = 16;
const tokenPattern = /^[\w-]{22}\.[\w-]{43}\.[\w-]{22}$/;
const macLength = 22;

/** How many verified tokens are remembered: an HMAC costs five times the look-up. About 300 bytes each. */
const rememberedTokens = 20_000;

/** A token that was just made. */
export interface IssuedToken {
  /** The cookie's value, `<id>.<secret>.<mac>`: a credential; goes into Set-Cookie and nowhere else (I8). */
  readonly token: string;
  readonly proof: SessionProof;
}

/** Makes session tokens and tells genuine ones from others, without I/O. */
export class SessionTokens {
  readonly #keys: readonly KeyObject[];
  readonly #signingKey: KeyObject;
  /** By the token's hash, so that a heap dump holds no credential. */
  readonly #verified = new LRUCache<string, SessionProof>({ max: rememberedTokens });

  /** @param keys Newest first: the first one signs, all verify. At least one. */
  constructor(keys: readonly string[]) {
    this.#keys = keys.map((key) => createSecretKey(Buffer.from(key, 'utf8')));
    const [newest] = this.#keys;
    if (newest === undefined) throw new TypeError('keys is empty: give at least one key');
    this.#signingKey = newest;
  }

  /**
   * Draws a new secret, for a new session or for one that is to keep its id.
   *
   * @param id Of the session that is renewed; drawn where absent.
   */
  issue(id: string = randomBytes(idBytes).toString('base64url')): IssuedToken {
    const secret = randomBytes(secretBytes).toString('base64url');
    const signed = `${id}.${secret}`;
    const mac = macOf(this.#signingKey, signed).toString('base64url');
    return { token: `${signed}.${mac}`, proof: { id, secretHash: hashOf(secret) } };
  }

  /** The first genuine one of several tokens that came with a request; absent when none is. */
  firstGenuine(tokens: readonly string[]): SessionProof | undefined {
    for (const token of tokens) {
      const proof = this.#verify(token);
      if (proof !== undefined) return proof;
    }
    return undefined;
  }

  #verify(token: string): SessionProof | undefined {
    if (!tokenPattern.test(token)) return undefined;
    const digest = hashOf(token);
    const known = this.#verified.get(digest);
    if (known !== undefined) return known;

    const signed = token.slice(0, -macLength - 1);
    const mac = Buffer.from(token.slice(-macLength), 'base64url');
    if (!this.#keys.some((key) => timingSafeEqual(macOf(key, signed), mac))) return undefined;
    const [id = '', secret = ''] = signed.split('.');
    const proof = { id, secretHash: hashOf(secret) };
    this.#verified.set(digest, proof);
    return proof;
  }
}

/** Why none of several tokens is genuine. @param tokens None that is. */
export function whyRejected(tokens: readonly string[]): 'malformed' | 'forged' {
  return tokens.some((token) => tokenPattern.test(token)) ? 'forged' : 'malformed';
}

const idPattern = /^[\w-]{22}$/;

/** Whether a text has the form of a session id, so that anything else costs no I/O. */
export function isSessionId(text: string): boolean {
  return idPattern.test(text);
}

function macOf(key: KeyObject, signed: string): Buffer {
  return createHmac('sha256', key).update(signed).digest().subarray(0, macBytes);
}

/** SHA-256 as base64url: 43 characters. The one-shot with a string result is the fastest form there is. */
function hashOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
