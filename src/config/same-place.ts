import { isIP } from 'node:net';

/**
 * Whether two listeners cannot have one port, by their names or addresses. `::` takes IPv4 in, as it does on Linux; what
 * names lead to is not looked up, but that `localhost` is an address of this machine, and so is any name beside `0.0.0.0`.
 */
export function areOnePlace(one: string, other: string): boolean {
  const [left, right] = [canonical(one), canonical(other)];
  return left === right || takesIn(left, right) || takesIn(right, left);
}

function takesIn(whole: string, part: string): boolean {
  if (whole === '::') return true;
  if (whole === '0.0.0.0') return isIP(part) !== 6;
  return whole === 'localhost' && (part === '::1' || part.startsWith('127.'));
}

function canonical(host: string): string {
  if (isIP(host) !== 6 || host.includes('%')) return host.toLowerCase();
  return new URL(`http://[${host}]`).hostname.slice(1, -1);
}
