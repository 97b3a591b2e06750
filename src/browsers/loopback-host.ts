import { isIPv4 } from 'node:net';

/**
 * Whether a host is this machine by its name or address alone, which browsers trust as they trust https (Secure Contexts,
 * 3.1): `localhost`, names that end in `.localhost`, 127.0.0.0/8 and `[::1]`.
 *
 * @param hostname As in {@link URL.hostname}: in lower case, IPv6 in brackets.
 */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    (hostname.startsWith('127.') && isIPv4(hostname))
  );
}

/** Whether a host is an address of this machine or of a network that the internet does not reach (RFC 1918, RFC 4193). */
export function isLocalHost(hostname: string): boolean {
  if (isLoopbackHost(hostname)) return true;
  if (hostname.startsWith('[')) return /^\[f[cd]/.test(hostname);
  return isIPv4(hostname) && /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(hostname);
}
