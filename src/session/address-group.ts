import ipaddr from 'ipaddr.js';

/**
 * What counts as one address: an IPv4 address, or the /64 of an IPv6 address, since one subscriber has all of it.
 * An IPv4-mapped IPv6 address is the IPv4 address.
 *
 * @returns A text without spaces; all that is no address is the one group `unknown`.
 */
export function addressGroup(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = parsed.toByteArray().fill(0, 8);
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}
