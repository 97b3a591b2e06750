import { z } from 'zod';
import { readHostListUrl, type HostListUrl } from '../node-url/host-list-url.ts';
import type { NodeConfig, NodeKind } from './gateway-config.ts';
import { hostListFaults, readHostListNode, type HostListKind } from './host-list-node.ts';
import { maskedUrl } from './masked-url.ts';
import { queryFaults } from './node-query.ts';
import type { OptionParser } from './option-parser.ts';

/** A node as its URL names it. */
export interface NodeUrl extends Omit<NodeConfig, 'id'> {
  /** Absent when the URL gives none. */
  readonly id: string | undefined;
  /**
   * What it is called when the URL gives no id: `host:port`, the socket's path, the master's name, `cluster`. Empty for
   * `memory`.
   */
  readonly place: string;
  /** What tells its data from other nodes': the place and the database, by each Sentinel where there are some. */
  readonly databases: readonly string[];
}

const listKinds: readonly HostListKind[] = [
  'redis+sentinel',
  'rediss+sentinel',
  'redis+cluster',
  'rediss+cluster',
];
const oneHostKinds = ['memory', 'redis', 'rediss', 'redis+unix'] as const;
const kinds: readonly NodeKind[] = [...oneHostKinds, ...listKinds];
const defaultPort = '6379';

/** The URLs of the nodes, separated by white space. Issues show them with their passwords masked. */
export const nodeUrls: OptionParser<readonly NodeUrl[]> = z.string().transform((text, context) => {
  const nodes: NodeUrl[] = [];
  for (const [index, url] of text.trim().split(/\s+/).entries()) {
    const list = readHostListUrl(url);
    const faults = list ? listFaults(list) : urlFaults(url);
    for (const rule of faults) {
      // What is no URL cannot be masked with certainty: of it nothing is shown.
      const shown = list || URL.canParse(url) ? ` (found "${maskedUrl(url)}")` : '';
      context.addIssue({ code: 'custom', message: `node ${index + 1} ${rule}${shown}` });
    }
    if (faults.length === 0) nodes.push(list ? readList(list) : readNodeUrl(new URL(url)));
  }
  return nodes;
});

function listFaults(list: HostListUrl): string[] {
  const kind = listKindOf(list);
  return [
    ...generalFaults(list.url),
    ...hostListFaults(list),
    ...queryFaults(kind, list.url.searchParams),
  ];
}

function readList(list: HostListUrl): NodeUrl {
  return { ...takenOut(list.url), ...readHostListNode(listKindOf(list), list) };
}

function listKindOf({ url }: HostListUrl): HostListKind {
  const kind = listKinds.find((name) => `${name}:` === url.protocol);
  if (kind === undefined) throw new TypeError(`There are no host lists for ${url.protocol}`);
  return kind;
}

function urlFaults(text: string): string[] {
  if (!URL.canParse(text)) {
    return [
      'must be a URL, as in redis://host:6379/0?id=a&weight=1 (percent-encode what is special in a password)',
    ];
  }
  const url = new URL(text);
  const kind = oneHostKinds.find((name) => `${name}:` === url.protocol);
  if (kind === undefined) return [`must have one of the schemes ${kinds.join(', ')}`];
  return [...generalFaults(url), ...placeFaults(kind, url), ...queryFaults(kind, url.searchParams)];
}

function* generalFaults(url: URL): Generator<string> {
  if (url.hash !== '') yield 'must not have a fragment: write # as %23';
  if (!decodes(url.username) || !decodes(url.password)) {
    yield 'must have its user and password percent-encoded: write % as %25';
  }
}

function* placeFaults(kind: (typeof oneHostKinds)[number], url: URL): Generator<string> {
  if (kind === 'memory') {
    if (url.host !== '' || !/^\/?$/.test(url.pathname)) yield 'must have neither host nor path';
  } else if (kind === 'redis+unix') {
    if (url.host !== '') yield 'must have a path and no host, as in redis+unix:///run/redis.sock';
    else if (url.pathname.length < 2) yield 'must have the path of a socket';
  } else {
    if (url.hostname === '') yield 'must have a host';
    if (!/^(?:\/\d{0,5})?$/.test(url.pathname))
      yield 'must have the number of a database, or nothing, after the host';
  }
}

function readNodeUrl(url: URL): NodeUrl {
  const named = takenOut(url);
  switch (url.protocol) {
    case 'memory:':
      return { ...named, kind: 'memory', url: undefined, place: '', databases: [] };
    case 'redis+unix:': {
      const place = decodeURIComponent(url.pathname);
      const database = `${place}?db=${Number(url.searchParams.get('db') ?? '0')}`;
      return { ...named, kind: 'redis+unix', url: url.href, place, databases: [database] };
    }
    default: {
      const place = `${url.hostname.toLowerCase()}:${url.port === '' ? defaultPort : url.port}`;
      const kind = url.protocol === 'rediss:' ? 'rediss' : 'redis';
      const database = `${place}/${Number(url.pathname.slice(1))}`;
      return { ...named, kind, url: url.href, place, databases: [database] };
    }
  }
}

/** What is about the ring, not about the server; the URL is without it afterwards. */
function takenOut({ searchParams }: URL): Pick<NodeUrl, 'id' | 'weight'> {
  const id = searchParams.get('id') ?? undefined;
  const weight = Number(searchParams.get('weight') ?? '1');
  searchParams.delete('id');
  searchParams.delete('weight');
  return { id, weight };
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
