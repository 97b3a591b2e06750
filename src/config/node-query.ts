import type { NodeKind } from './gateway-config.ts';

const everyKind = ['id', 'weight'];
const ofSentinel = [...everyKind, 'db', 'sentinelTls', 'sentinelUsername', 'sentinelPassword'];

/** What is wrong with the part of a node's URL behind the question mark. */
export function* queryFaults(kind: NodeKind, query: URLSearchParams): Generator<string> {
  const known = knownKeys(kind);
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
  if (!/^(?:on|off)$/.test(query.get('sentinelTls') ?? 'on')) {
    yield 'must have on or off as sentinelTls';
  }
  if (query.has('sentinelUsername') && !query.has('sentinelPassword')) {
    yield 'must have a sentinelPassword with its sentinelUsername';
  }
}

function knownKeys(kind: NodeKind): readonly string[] {
  if (kind === 'redis+unix') return [...everyKind, 'db'];
  return kind === 'redis+sentinel' || kind === 'rediss+sentinel' ? ofSentinel : everyKind;
}
