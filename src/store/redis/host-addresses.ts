import { checkedNodeUrl } from '../node-url.ts';
import { credentialsIn, sentinelCredentialsIn } from '../node-credentials.ts';

/** Where a server or a Sentinel is. */
export interface HostAddress {
  /** An IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
}

/** What tells a server from others, for keys of a map and for the log. */
export function placeOf({ host, port }: HostAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A master that Sentinels watch, and how to sign in on both. */
export interface SentinelAddress {
  /** At least one. */
  readonly sentinels: readonly HostAddress[];
  /** Of the master, as its Sentinels know it. */
  readonly name: string;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Record<string, never>;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly sentinelTls?: Record<string, never>;
}

/** Some servers of a cluster, and how to sign in on all of them. */
export interface ClusterAddress {
  /** At least one. */
  readonly seeds: readonly HostAddress[];
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Record<string, never>;
}

/** Whether a URL is one of {@link parseSentinelUrl}. */
export function isSentinelUrl(url: string): boolean {
  return /^rediss?\+sentinel:/i.test(url);
}

/**
 * Reads `redis+sentinel://user:password@h1:26379,h2:26379/name?db=1&sentinelPassword=x`, the same with `rediss+sentinel:`
 * for TLS; `sentinelTls=on` or `off` says otherwise for the Sentinels.
 *
 * @throws {TypeError} When it is none. The message does not hold the URL, since that may hold a password.
 */
export function parseSentinelUrl(text: string): SentinelAddress {
  const { url, hosts } = checkedNodeUrl(text);
  if (!isSentinelUrl(text)) throw new TypeError(`Sentinels cannot have the scheme ${url.protocol}`);
  const ofSentinels = sentinelCredentialsIn(text);
  const db = url.searchParams.get('db') ?? '0';
  if (!/^\d{1,5}$/.test(db)) throw new TypeError('The database of a Redis node is a whole number');
  const hasTls = url.protocol === 'rediss+sentinel:';
  return {
    ...givenOf(text),
    sentinels: hosts.map(addressOf),
    name: url.pathname.slice(1),
    db: Number(db),
    ...(hasTls && { tls: {} }),
    ...(ofSentinels.username !== undefined && { sentinelUsername: ofSentinels.username }),
    ...(ofSentinels.password !== undefined && { sentinelPassword: ofSentinels.password }),
    ...((url.searchParams.get('sentinelTls') ?? (hasTls ? 'on' : 'off')) === 'on' && {
      sentinelTls: {},
    }),
  };
}

/**
 * Reads `redis+cluster://user:password@h1:6379,h2:6379`, the same with `rediss+cluster:` for TLS.
 *
 * @throws {TypeError} When it is none. The message does not hold the URL, since that may hold a password.
 */
export function parseClusterUrl(text: string): ClusterAddress {
  const { url, hosts } = checkedNodeUrl(text);
  if (!/^rediss?\+cluster:$/.test(url.protocol)) {
    throw new TypeError(`A cluster cannot have the scheme ${url.protocol}`);
  }
  return {
    ...givenOf(text),
    seeds: hosts.map(addressOf),
    ...(url.protocol === 'rediss+cluster:' && { tls: {} }),
  };
}

function givenOf(url: string): { readonly username?: string; readonly password?: string } {
  const { username, password } = credentialsIn(url);
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
}

function addressOf(place: string): HostAddress {
  const colon = place.lastIndexOf(':');
  // An IPv6 address comes in brackets, which are the URL's, not the address's.
  const host = place.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(place.slice(colon + 1)) };
}
