/** What a node of a ring may be. */
export type NodeKind = 'memory' | 'redis' | 'rediss' | 'redis+unix';

const kinds: readonly NodeKind[] = ['memory', 'redis', 'rediss', 'redis+unix'];

const defaultPort = '6379';

/** @returns Absent when the text is no URL, or of no kind of node. */
export function nodeKindOf(url: string): NodeKind | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol } = new URL(url);
  return kinds.find((kind) => `${kind}:` === protocol);
}

/**
 * A node's URL as all may read it, in a topology too: scheme, place and database; without user, password, `id` and
 * `weight`. One place has one address, however its URL is written.
 *
 * @param url Of a node.
 */
export function nodeAddress(url: string): string {
  const { protocol, hostname, port, pathname, searchParams, href } = new URL(url);
  switch (protocol) {
    case 'redis+unix:': {
      const db = Number(searchParams.get('db') ?? '0');
      return `${protocol}//${pathname}${db === 0 ? '' : `?db=${db}`}`;
    }
    case 'redis:':
    case 'rediss:': {
      const db = Number(pathname.slice(1));
      const place = `${hostname.toLowerCase()}:${port === '' ? defaultPort : port}`;
      return `${protocol}//${place}${db === 0 ? '' : `/${db}`}`;
    }
    default:
      return href;
  }
}
