/** A node's URL, taken apart. */
export interface NodeUrl {
  /** With one stand-in for the hosts where there may be several. */
  readonly url: URL;
  /** `host:port` of Sentinels, or of servers of a cluster, in order and once each; empty for other kinds. */
  readonly hosts: readonly string[];
}

const listPattern =
  /^(rediss?\+(?:(?<sentinel>sentinel)|cluster):\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/is;
const masterPattern = /^\/[\w.-]{1,128}$/;
const listSchemes = /^rediss?\+(?:sentinel|cluster):$/;

/** Reads the URL of a node of any kind. @returns Absent when it is no URL, or one that lacks its hosts or its master. */
export function readNodeUrl(text: string): NodeUrl | undefined {
  const list = listPattern.exec(text);
  if (list === null) {
    if (!URL.canParse(text)) return undefined;
    const url = new URL(text);
    return listSchemes.test(url.protocol) ? undefined : { url, hosts: [] };
  }
  const [, start = '', , names = '', rest = ''] = list;
  if (!URL.canParse(`${start}hosts${rest}`)) return undefined;
  const url = new URL(`${start}hosts${rest}`);
  const isOfSentinels = list.groups?.['sentinel'] !== undefined;
  if (!(isOfSentinels ? masterPattern : /^\/?$/).test(url.pathname)) return undefined;
  const hosts = names.split(',').map((name) => hostOf(name, isOfSentinels ? '26379' : '6379'));
  return hosts.includes('') ? undefined : { url, hosts: [...new Set(hosts)].sort() };
}

/** The text of what {@link readNodeUrl} read. */
export function writeNodeUrl({ url, hosts }: NodeUrl): string {
  if (hosts.length === 0) return url.href;
  const password = url.password === '' ? '' : `:${url.password}`;
  const user = url.username === '' && password === '' ? '' : `${url.username}${password}@`;
  return `${url.protocol}//${user}${hosts.join(',')}${url.pathname}${url.search}`;
}

/** As {@link readNodeUrl}, where that is known to be possible. @throws {TypeError} Without the URL: it may hold a password. */
export function checkedNodeUrl(text: string): NodeUrl {
  const read = readNodeUrl(text);
  if (read === undefined) throw new TypeError('The URL of a node is no URL of a node');
  return read;
}

/** Empty when it is no host. */
function hostOf(text: string, defaultPort: string): string {
  if (!URL.canParse(`redis://${text}`)) return '';
  const { hostname, port, href } = new URL(`redis://${text}`);
  if (hostname === '' || href.includes('@')) return '';
  return `${hostname.toLowerCase()}:${port === '' ? defaultPort : port}`;
}
