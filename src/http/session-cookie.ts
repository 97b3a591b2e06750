import type { CookieConfig } from '../config/gateway-config.ts';
import type { CookieChange } from '../session/request-session.ts';

const noTokens: readonly string[] = [];

/** The cookie that carries the session's token (RFC 6265, CHIPS): read from Cookie, written to Set-Cookie. */
export class SessionCookie {
  readonly #pair: string;
  readonly #attributes: string;

  constructor(config: Omit<CookieConfig, 'keys'>) {
    this.#pair = `${config.name}=`;
    this.#attributes =
      '; Path=/; HttpOnly' +
      (config.secure ? '; Secure' : '') +
      `; SameSite=${config.sameSite}` +
      (config.partitioned ? '; Partitioned' : '') +
      (config.domain === undefined ? '' : `; Domain=${config.domain}`);
  }

  /**
   * All values of cookies of this name, in the order they came: a neighbouring host may have set another one, so the
   * caller takes the first that is genuine. Their number is bounded by the size of a request's headers.
   *
   * @param header The Cookie header. Never logged.
   */
  tokens(header: string | undefined): readonly string[] {
    // The usual header holds no cookie of this name, or this one only.
    if (!header?.includes(this.#pair)) return noTokens;
    const found: string[] = [];
    for (let start = 0; start < header.length;) {
      const semicolon = header.indexOf(';', start);
      const end = semicolon === -1 ? header.length : semicolon;
      while (header[start] === ' ') start++;
      if (header.startsWith(this.#pair, start)) {
        found.push(header.slice(start + this.#pair.length, end).trimEnd());
      }
      start = end + 1;
    }
    return found;
  }

  /** @returns A Set-Cookie value. It holds the token: never logged. */
  serialize(change: CookieChange): string {
    if (change.kind === 'clear') return `${this.#pair}${this.#attributes}; Max-Age=0`;
    const maxAgeSeconds = Math.floor(change.maxAgeMs / 1000);
    return `${this.#pair}${change.token}${this.#attributes}; Max-Age=${maxAgeSeconds}`;
  }
}
