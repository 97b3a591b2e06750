import type { NodeKind } from '../config/gateway-config.ts';
import { checkedNodeUrl, readNodeUrl, writeNodeUrl } from './node-url.ts';

const kinds: readonly NodeKind[] = [
  'memory',
  'redis',
  'rediss',
  'redis+unix',
  'redis+sentinel',
  'rediss+sentinel',
  'redis+cluster',
  'rediss+cluster',
];

const defaultPort = '6379';

/** @returns Absent when the text is no URL, or of no kind of node. */
export function nodeKindOf(url: string): NodeKind | undefined {
  const protocol = readNodeUrl(url)?.url.protocol;
  return kinds.find((kind) => `${kind}:` === protocol);
}

/** Whether Redis Cluster places the records of such a node: then it is the only one. */
export function isCluster(kind: NodeKind | undefined): boolean {
  return kind === 'redis+cluster' || kind === 'rediss+cluster';
}

/**
 * A node's URL as all may read it, in a topology too: scheme, place and database; without user, password, `id` and
 * `weight`. One place has one address, however its URL is written.
 *
 * @param url Of a node.
 */
export function nodeAddress(url: string): string {
  const {
    url: { protocol, hostname, port, pathname, searchParams, href },
    hosts,
  } = checkedNodeUrl(url);
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
    case 'redis+sentinel:':
    case 'rediss+sentinel:': {
      const address = new URL(`${protocol}//hosts${pathname}`);
      const db = Number(searchParams.get('db') ?? '0');
      if (db !== 0) address.searchParams.set('db', String(db));
      const tls = searchParams.get('sentinelTls');
      // As the servers have it is the default, so it is not written.
      if (tls !== null && (tls === 'on') !== (protocol === 'rediss+sentinel:')) {
        address.searchParams.set('sentinelTls', tls);
      }
      return writeNodeUrl({ url: address, hosts });
    }
    case 'redis+cluster:':
    case 'rediss+cluster:':
      return `${protocol}//${hosts.join(',')}`;
    default:
      return href;
  }
}
