import {
  defaultPortOf,
  hasRightPath,
  isOfCluster,
  writeHostListUrl,
  type HostListUrl,
} from '../node-url/host-list-url.ts';

/** A kind whose URL names several hosts. */
export type HostListKind =
  'redis+sentinel' | 'rediss+sentinel' | 'redis+cluster' | 'rediss+cluster';

/** What such a URL names. */
export interface HostListNode {
  readonly kind: HostListKind;
  /** With its hosts in order. */
  readonly url: string;
  /** What it is called when the URL gives no id. */
  readonly place: string;
  /** One for each host. */
  readonly databases: readonly string[];
}

/** What is wrong with hosts and path of Sentinels or of a cluster. */
export function* hostListFaults(list: HostListUrl): Generator<string> {
  const port = defaultPortOf(list.url);
  if (list.hosts === undefined) {
    yield `must have hosts with commas between them, as in h1:${port},h2:${port}`;
  }
  if (hasRightPath(list)) return;
  yield isOfCluster(list.url)
    ? 'must have nothing after the hosts: a cluster has one database and no name'
    : 'must have the name of the master after the hosts, as its Sentinels know it: letters, digits, ".", "-" and "_"';
}

/** Reads what has no faults. @param url Without `id` and `weight`. */
export function readHostListNode(
  kind: HostListKind,
  { url, hosts = [] }: HostListUrl,
): HostListNode {
  const written = writeHostListUrl(url, hosts);
  if (isOfCluster(url)) return { kind, url: written, place: 'cluster', databases: hosts };
  const name = url.pathname.slice(1);
  const db = Number(url.searchParams.get('db') ?? '0');
  const databases = hosts.map((host) => `${host}/${name}?db=${db}`);
  return { kind, url: written, place: name, databases };
}
