/** The cookies of one browser for one host: what Set-Cookie says last counts. Attributes are a browser's business. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes Set-Cookie values in their order. */
  take(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      if (attributes.includes('Max-Age=0')) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(at + 1));
    }
  }

  /** Puts a cookie there by hand. */
  set(name: string, value: string): void {
    this.#cookies.set(name, value);
  }

  /** Becomes what another jar is. */
  copy(other: CookieJar): void {
    this.#cookies.clear();
    for (const [name, value] of other.#cookies) this.#cookies.set(name, value);
  }

  clear(): void {
    this.#cookies.clear();
  }

  /** The session's token; empty when there is none. */
  get token(): string {
    return this.#cookies.get('session') ?? '';
  }

  /** The Cookie header; empty without cookies. */
  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
