import { isIP } from 'node:net';

/**
 * Whether two listeners cannot have one port, by their names or addresses. `::` takes IPv4 in, as it does on Linux; what
 * names lead to is not looked up, but that `localhost` is `127.0.0.1`, and any name beside `0.0.0.0` an IPv4 address.
 */
export function areOnePlace(one: string, other: string): boolean {
  const [left, right] = [canonical(one), canonical(other)];
  return left === right || takesIn(left, right) || takesIn(right, left);
}

function takesIn(whole: string, part: string): boolean {
  if (whole === '::') return true;
  if (whole === '0.0.0.0') return isIP(part) !== 6;
  return whole === 'localhost' && part === '127.0.0.1';
}

function canonical(host: string): string {
  // A URL takes no zone, as in fe80::1%eth0.
  if (isIP(host) !== 6 || host.includes('%')) return host.toLowerCase();
  const address = new URL(`http://[${host}]`).hostname.slice(1, -1);
  return mappedIpv4(address) ?? address;
}

/** The IPv4 address in an IPv6 address such as `::ffff:7f00:1` (RFC 4291, 2.5.5.2). */
function mappedIpv4(address: string): string | undefined {
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const bytes = [high, low]
    .map((part) => parseInt(part, 16))
    .flatMap((pair) => [pair >> 8, pair & 255]);
  return bytes.join('.');
}
