/** What a node of a ring may be. */
export type NodeKind = 'memory' | 'redis' | 'rediss' | 'redis+unix';

const kinds: readonly NodeKind[] = ['memory', 'redis', 'rediss', 'redis+unix'];

/** @returns Absent when the text is no URL, or of no kind of node. */
export function nodeKindOf(url: string): NodeKind | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol } = new URL(url);
  return kinds.find((kind) => `${kind}:` === protocol);
}

/**
 * A node's URL as all may read it, in a topology too: scheme, place and database; without user, password, `id` and
 * `weight`.
 *
 * @param url Of a node.
 */
export function nodeAddress(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  address.searchParams.delete('id');
  address.searchParams.delete('weight');
  return address.href;
}

/** Whether a URL holds a user or a password. */
export function hasCredentials(url: string): boolean {
  const { username, password } = new URL(url);
  return username !== '' || password !== '';
}
