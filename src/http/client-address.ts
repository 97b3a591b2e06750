import { isIP } from 'node:net';

const mappedPrefix = '::ffff:';

/**
 * The client's address as text: IPv4 in dotted form also where the socket speaks IPv6 (RFC 4291, 2.5.5.2), IPv6 without
 * a zone, which names an interface of this machine and may be of any length.
 *
 * @param text From the socket, or from a trusted proxy's X-Forwarded-For.
 * @returns Absent when it is no address: a proxy may forward what a client made up.
 */
export function clientAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain =
    text.startsWith(mappedPrefix) && text.includes('.') ? text.slice(mappedPrefix.length) : text;
  return isIP(plain) === 0 ? undefined : plain.replace(/%.*$/, '');
}
