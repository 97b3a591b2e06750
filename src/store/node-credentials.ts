import type { NodeCredentials } from '../config/gateway-config.ts';
import { checkedNodeUrl, writeNodeUrl } from './node-url.ts';

/** Nothing to sign in with. */
export const noCredentials: NodeCredentials = { username: undefined, password: undefined };

/** What a URL says about signing in on its servers; both absent when it says nothing. */
export function credentialsIn(url: string): NodeCredentials {
  const { username, password } = checkedNodeUrl(url).url;
  return { username: decoded(username), password: decoded(password) };
}

/** What a URL says about signing in on its Sentinels; both absent when it says nothing. */
export function sentinelCredentialsIn(url: string): NodeCredentials {
  const { searchParams } = checkedNodeUrl(url).url;
  return {
    username: searchParams.get('sentinelUsername') ?? undefined,
    password: searchParams.get('sentinelPassword') ?? undefined,
  };
}

/** Whether a URL says anything about signing in. */
export function holdsCredentials(url: string): boolean {
  return [credentialsIn(url), sentinelCredentialsIn(url)].some(
    ({ username, password }) => username !== undefined || password !== undefined,
  );
}

/**
 * The URL by which a node is connected to. Never logged, never in a topology.
 *
 * What the URL says wins; a password in it is never used with another user than its own.
 *
 * @param url Of a node.
 * @param others For its servers.
 * @param forSentinels For Sentinels, where it has some.
 */
export function withCredentials(
  url: string,
  others: NodeCredentials,
  forSentinels: NodeCredentials = noCredentials,
): string {
  const signed = withSentinelCredentials(url, forSentinels);
  const own = credentialsIn(signed);
  if (own.password !== undefined) return signed;
  const username = own.username ?? others.username;
  const { password } = others;
  const { url: target, hosts } = checkedNodeUrl(signed);
  if (target.protocol === 'redis+unix:') {
    // A URL without a host has no place for them.
    if (username !== undefined) target.searchParams.set('username', username);
    if (password !== undefined) target.searchParams.set('password', password);
  } else {
    if (username !== undefined) target.username = encodeURIComponent(username);
    if (password !== undefined) target.password = encodeURIComponent(password);
  }
  return writeNodeUrl({ url: target, hosts });
}

function withSentinelCredentials(url: string, { username, password }: NodeCredentials): string {
  if (password === undefined || sentinelCredentialsIn(url).password !== undefined) return url;
  const { url: target, hosts } = checkedNodeUrl(url);
  if (username !== undefined) target.searchParams.set('sentinelUsername', username);
  target.searchParams.set('sentinelPassword', password);
  return writeNodeUrl({ url: target, hosts });
}

function decoded(text: string): string | undefined {
  return text === '' ? undefined : decodeURIComponent(text);
}
