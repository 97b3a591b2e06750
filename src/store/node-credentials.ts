import type { NodeCredentials } from '../config/gateway-config.ts';

/** What a URL says about signing in; both absent when it says nothing. */
export function credentialsIn(url: string): NodeCredentials {
  const { username, password } = new URL(url);
  return { username: decoded(username), password: decoded(password) };
}

/**
 * The URL by which a node is connected to. Never logged, never in a topology.
 *
 * What the URL says wins; a password in it is never used with another user than its own.
 *
 * @param url Of a node.
 */
export function withCredentials(url: string, others: NodeCredentials): string {
  const own = credentialsIn(url);
  if (own.password !== undefined) return url;
  const username = own.username ?? others.username;
  const { password } = others;
  const target = new URL(url);
  if (target.protocol === 'redis+unix:') {
    // A URL without a host has no place for them.
    if (username !== undefined) target.searchParams.set('username', username);
    if (password !== undefined) target.searchParams.set('password', password);
  } else {
    if (username !== undefined) target.username = encodeURIComponent(username);
    if (password !== undefined) target.password = encodeURIComponent(password);
  }
  return target.href;
}

function decoded(text: string): string | undefined {
  return text === '' ? undefined : decodeURIComponent(text);
}
