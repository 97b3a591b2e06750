import { hasRightPath, readHostListUrl, writeHostListUrl } from '../node-url/host-list-url.ts';

/** A node's URL, taken apart. */
export interface NodeUrl {
  /** With one stand-in for the hosts where there may be several. */
  readonly url: URL;
  /** `host:port` of Sentinels, or of servers of a cluster, in order and once each; empty for other kinds. */
  readonly hosts: readonly string[];
}

const listSchemes = /^rediss?\+(?:sentinel|cluster):$/;

/** Reads the URL of a node of any kind. @returns Absent when it is no URL, or one that lacks its hosts or its master. */
export function readNodeUrl(text: string): NodeUrl | undefined {
  const list = readHostListUrl(text);
  if (list !== undefined) {
    const { url, hosts } = list;
    return hosts !== undefined && hasRightPath(list) ? { url, hosts } : undefined;
  }
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return listSchemes.test(url.protocol) ? undefined : { url, hosts: [] };
}

/** The text of what {@link readNodeUrl} read. */
export function writeNodeUrl({ url, hosts }: NodeUrl): string {
  return hosts.length === 0 ? url.href : writeHostListUrl(url, hosts);
}

/** As {@link readNodeUrl}, where that is known to be possible. @throws {TypeError} Without the URL: it may hold a password. */
export function checkedNodeUrl(text: string): NodeUrl {
  const read = readNodeUrl(text);
  if (read === undefined) throw new TypeError('The URL of a node is no URL of a node');
  return read;
}
