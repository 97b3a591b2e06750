import { z } from 'zod';
import type { NodeConfig } from './gateway-config.ts';
import { maskedUrl } from './masked-url.ts';
import type { OptionParser } from './option-parser.ts';

/** A node as its URL names it. */
export interface NodeUrl extends Omit<NodeConfig, 'id'> {
  /** Absent when the URL gives none. */
  readonly id: string | undefined;
  /** What tells it from other nodes: `host:port`, or the socket's path. Empty for `memory`. */
  readonly place: string;
  /** The place and the database. */
  readonly database: string;
}

const kinds = ['memory', 'redis', 'rediss', 'redis+unix'] as const;
const defaultPort = '6379';

/** The URLs of the nodes, separated by white space. Issues show them with their passwords masked. */
export const nodeUrls: OptionParser<readonly NodeUrl[]> = z.string().transform((text, context) => {
  const nodes: NodeUrl[] = [];
  for (const [index, url] of text.trim().split(/\s+/).entries()) {
    const faults = urlFaults(url);
    for (const rule of faults) {
      // What is no URL cannot be masked with certainty: of it nothing is shown.
      const shown = URL.canParse(url) ? ` (found "${maskedUrl(url)}")` : '';
      context.addIssue({ code: 'custom', message: `node ${index + 1} ${rule}${shown}` });
    }
    if (faults.length === 0) nodes.push(readNodeUrl(new URL(url)));
  }
  return nodes;
});

function urlFaults(text: string): string[] {
  if (!URL.canParse(text)) {
    return [
      'must be a URL, as in redis://host:6379/0?id=a&weight=1 (percent-encode what is special in a password)',
    ];
  }
  const url = new URL(text);
  const kind = kinds.find((name) => `${name}:` === url.protocol);
  if (kind === undefined) return [`must have one of the schemes ${kinds.join(', ')}`];
  return [...placeFaults(kind, url), ...queryFaults(kind, url.searchParams)];
}

function* placeFaults(kind: NodeConfig['kind'], url: URL): Generator<string> {
  if (url.hash !== '') yield 'must not have a fragment: write # as %23';
  if (!decodes(url.username) || !decodes(url.password)) {
    yield 'must have its user and password percent-encoded: write % as %25';
  }
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

function* queryFaults(kind: NodeConfig['kind'], query: URLSearchParams): Generator<string> {
  const known = kind === 'redis+unix' ? ['id', 'weight', 'db'] : ['id', 'weight'];
  const names = [...query.keys()];
  if (names.some((name) => !known.includes(name)))
    yield `must have no query keys but ${known.join(', ')}`;
  if (new Set(names).size < names.length) yield 'must have each query key once';
  if (!/^[\x21-\x7e]{1,128}$/.test(query.get('id') ?? 'absent')) {
    yield 'must have an id of 1 to 128 printable ASCII characters without spaces';
  }
  if (!/^[1-9]\d{0,8}$/.test(query.get('weight') ?? '1')) {
    yield 'must have a positive whole number as its weight';
  }
  if (!/^\d{1,5}$/.test(query.get('db') ?? '0')) yield 'must have the number of a database as db';
}

function readNodeUrl(url: URL): NodeUrl {
  const id = url.searchParams.get('id') ?? undefined;
  const weight = Number(url.searchParams.get('weight') ?? '1');
  url.searchParams.delete('id');
  url.searchParams.delete('weight');
  switch (url.protocol) {
    case 'memory:':
      return { id, weight, kind: 'memory', url: undefined, place: '', database: '' };
    case 'redis+unix:': {
      const place = decodeURIComponent(url.pathname);
      const database = `${place}?db=${Number(url.searchParams.get('db') ?? '0')}`;
      return { id, weight, kind: 'redis+unix', url: url.href, place, database };
    }
    default: {
      const place = `${url.hostname.toLowerCase()}:${url.port === '' ? defaultPort : url.port}`;
      const kind = url.protocol === 'rediss:' ? 'rediss' : 'redis';
      const database = `${place}/${Number(url.pathname.slice(1))}`;
      return { id, weight, kind, url: url.href, place, database };
    }
  }
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
