import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/**
 * The hosts that a listener answers for, by the `Host` of requests (RFC 9112, 3.2).
 *
 * A page that a browser has loaded from a name can have that name lead to this machine afterwards, and then reads what is
 * here as its own (DNS rebinding). Its requests go on naming it, so names are taken from a list. Addresses cannot be led
 * elsewhere; and what sends no `Host` is no browser.
 */
export class HostNames {
  readonly #names: ReadonlySet<string>;

  /** @param names Besides `localhost`; in any case, in any script, with a dot at the end or without. */
  constructor(names: readonly string[]) {
    this.#names = new Set(['localhost', ...names].map(canonical));
  }

  /** @param host The header, with a port or without. */
  has(host = ''): boolean {
    const name = canonical(host.replace(/:\d*$/, ''));
    const [, literal] = /^\[(.*)\]$/.exec(name) ?? [];
    if (literal !== undefined) return isIP(literal) === 6;
    return name === '' || isIP(name) === 4 || this.#names.has(name);
  }
}

/** As browsers send it. The dot of a name that is written out says the same. */
function canonical(name: string): string {
  // A name in ASCII would be read as a piece of a URL, up to a slash and with its escapes undone.
  const ascii = /\P{ASCII}/u.test(name) ? domainToASCII(name) : '';
  return (ascii || name.toLowerCase()).replace(/\.$/, '');
}
