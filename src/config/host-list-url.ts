/** A URL that names several hosts, which no URL parser takes: the hosts, and the rest of it. */
export interface HostListUrl {
  /** With one stand-in for all hosts. */
  readonly url: URL;
  /** `host:port` each, in order and once; absent when one of them is no host. */
  readonly hosts: readonly string[] | undefined;
}

const pattern = /^(rediss?\+(?:sentinel|cluster):\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/is;
const defaultPorts = { sentinel: '26379', cluster: '6379' };

/** Reads a URL of Sentinels or of a cluster. @returns Absent when it is none. */
export function readHostListUrl(text: string): HostListUrl | undefined {
  const [, start = '', list = '', rest = ''] = pattern.exec(text) ?? [];
  const stood = `${start}hosts${rest}`;
  if (!URL.canParse(stood)) return undefined;
  const url = new URL(stood);
  const defaultPort = defaultPorts[url.protocol.endsWith('cluster:') ? 'cluster' : 'sentinel'];
  const hosts = list.split(',').map((host) => placeOf(host, defaultPort));
  const isFaulty = hosts.includes(undefined);
  return { url, hosts: isFaulty ? undefined : [...new Set(hosts as string[])].sort() };
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
