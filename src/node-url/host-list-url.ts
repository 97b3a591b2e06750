/** A URL that names several hosts, which no URL parser takes: the hosts, and the rest of it. */
export interface HostListUrl {
  /** With one stand-in for all hosts. */
  readonly url: URL;
  /** `host:port` each, in order and once; absent when one of them is no host. */
  readonly hosts: readonly string[] | undefined;
}

const pattern = /^(rediss?\+(?:sentinel|cluster):\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/is;
const masterPath = /^\/[\w.-]{1,128}$/;
const emptyPath = /^\/?$/;

/** Reads a URL of Sentinels or of a cluster. @returns Absent when it is none. */
export function readHostListUrl(text: string): HostListUrl | undefined {
  const [, start = '', list = '', rest = ''] = pattern.exec(text) ?? [];
  const stood = `${start}hosts${rest}`;
  if (!URL.canParse(stood)) return undefined;
  const url = new URL(stood);
  const hosts = list.split(',').map((host) => placeOf(host, defaultPortOf(url)));
  const isFaulty = hosts.includes(undefined);
  return { url, hosts: isFaulty ? undefined : [...new Set(hosts as string[])].sort() };
}

/** Whether a URL of several hosts is one of a cluster; else it is one of Sentinels. */
export function isOfCluster(url: URL): boolean {
  return url.protocol.endsWith('cluster:');
}

/** Of a host that names none. */
export function defaultPortOf(url: URL): string {
  return isOfCluster(url) ? '6379' : '26379';
}

/** Whether the path is what goes with the hosts: of Sentinels a master's name, of a cluster nothing. */
export function hasRightPath({ url }: HostListUrl): boolean {
  return (isOfCluster(url) ? emptyPath : masterPath).test(url.pathname);
}

/** The text of what {@link readHostListUrl} read. */
export function writeHostListUrl(url: URL, hosts: readonly string[]): string {
  const password = url.password === '' ? '' : `:${url.password}`;
  const user = `${url.username}${password}`;
  const start = user === '' ? '' : `${user}@`;
  return `${url.protocol}//${start}${hosts.join(',')}${url.pathname}${url.search}`;
}

function placeOf(text: string, defaultPort: string): string | undefined {
  if (!URL.canParse(`redis://${text}`)) return undefined;
  const { hostname, port, href } = new URL(`redis://${text}`);
  if (hostname === '' || href.includes('@')) return undefined;
  return `${hostname.toLowerCase()}:${port === '' ? defaultPort : port}`;
}
