import { isIP, isIPv4, isIPv6 } from 'node:net';

const mappedPrefix = '::ffff:';

/**
 * The client's address as text: IPv4 in dotted form also where the socket speaks IPv6 (RFC 4291, 2.5.5.2), IPv6 without
 * a zone, which names an interface of this machine and may be of any length, and both without the port that some
 * proxies forward with it.
 *
 * @param text From the socket, or from a trusted proxy's X-Forwarded-For.
 * @returns Absent when it is no address: a proxy may forward what a client made up.
 */
export function clientAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  // As it is first: what a socket says, which is nearly every address, never has a port.
  const address = isIP(text) === 0 ? withoutPort(text) : text;
  if (address === undefined) return undefined;
  const plain =
    address.startsWith(mappedPrefix) && address.includes('.')
      ? address.slice(mappedPrefix.length)
      : address;
  return plain.replace(/%.*$/, '');
}

/** @returns The address of `192.0.2.7:80`, `[2001:db8::1]:80` or `[2001:db8::1]`; absent for anything else. */
function withoutPort(text: string): string | undefined {
  const ipv4 = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  if (ipv4 !== undefined) return isIPv4(ipv4) ? ipv4 : undefined;
  const ipv6 = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  return ipv6 !== undefined && isIPv6(ipv6) ? ipv6 : undefined;
}
