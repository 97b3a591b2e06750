import { placeOf, type ClusterAddress, type HostAddress } from '../host-addresses.ts';

/** The URL of one server of a cluster, with the password. As `parseRedisUrl` takes it. */
export function serverUrl(
  { username, password, tls }: Omit<ClusterAddress, 'seeds'>,
  server: HostAddress,
): string {
  const url = new URL(`${tls === undefined ? 'redis' : 'rediss'}://${placeOf(server)}`);
  if (username !== undefined) url.username = encodeURIComponent(username);
  if (password !== undefined) url.password = encodeURIComponent(password);
  return url.href;
}
