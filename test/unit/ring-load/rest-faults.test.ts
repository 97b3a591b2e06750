import { describe, expect, it } from '@jest/globals';
import { HashRing } from '../../../src/ring/hash-ring.ts';
import { Placement } from '../../../src/ring/placement.ts';
import type { DumpedKey, NodeDump } from '../../support/ring-load/node-dump.ts';
import { restFaults } from '../../support/ring-load/rest-faults.ts';

const ring = HashRing.create([{ id: 'a' }, { id: 'b' }]);
const nodes = ring.nodes.map((node) => ({ ...node, url: 'redis://h' }));
const placement = new Placement({ ringId: 'r', epoch: 3, changeId: 'c', nodes });

/** An id that `a` owns. */
const id = firstOwnedBy('a');

const deadline = 'zzzz';
const record: DumpedKey = {
  ttlMs: 1_000,
  fields: { $t: '1 2 3 4', $s: `${'S'.repeat(43)} ${deadline}`, $u: 'version 9 ann lee' },
  text: '',
};
const index: DumpedKey = { ttlMs: 1_000, fields: { [id]: deadline }, text: '' };
const ringKey: DumpedKey = { ttlMs: -1, fields: {}, text: '' };
const whole = { [`s:{${id}}`]: record, 'u:{ann lee}': index };

function firstOwnedBy(node: string): string {
  for (let n = 0; ; n += 1) if (ring.owner(`id-${n}`) === node) return `id-${n}`;
}

/** @returns The rules that are broken by what the nodes `a`, `b` and `old` hold. */
function rules(
  a: Readonly<Record<string, DumpedKey>>,
  more: {
    readonly b?: Readonly<Record<string, DumpedKey>>;
    readonly old?: Readonly<Record<string, DumpedKey>>;
    readonly live?: readonly string[];
    readonly ended?: readonly string[];
  } = {},
): string[] {
  const { b = {}, old = {}, live = [], ended = [] } = more;
  const dumps = Object.entries({ a, b, old }).map(([id, keys]): NodeDump => {
    return { id, keys: new Map(Object.entries({ ring: ringKey, ...keys })) };
  });
  return restFaults({ nodes: dumps, placement, live, ended }).map(({ rule }) => rule);
}

describe('the checker of nodes at rest', () => {
  it('finds nothing where each record is on its owner, with its index entry', () => {
    expect(rules(whole, { live: [id] })).toEqual([]);
    expect(
      rules({}, { ended: [id], b: { [`t:{${id}}`]: { ttlMs: 5, fields: {}, text: '' } } }),
    ).toEqual([]);
  });

  it('finds a record on another node than its owner, or on two', () => {
    expect(rules({}, { b: whole })).toEqual(['place']);
    expect(rules(whole, { old: { [`s:{${id}}`]: { ...record, fields: {}, text: '' } } })).toEqual([
      'place',
    ]);
  });

  it('finds a record whose index entry is missing, or differs, or stays on another node', () => {
    expect(rules({ [`s:{${id}}`]: record })).toEqual(['index']);
    const wrong = { ttlMs: 5, fields: { [id]: 'yyyy' }, text: '' };
    expect(rules({ ...whole, 'u:{ann lee}': wrong })).toEqual(['index']);
    expect(rules(whole, { b: { 'u:{ann lee}': index } })).toEqual(['index']);
    expect(rules(whole, { old: { 'u:{ann lee}': { ttlMs: 5, fields: {}, text: '' } } })).toEqual([
      'index',
    ]);
  });

  it('finds keys that stay for ever, but for the ring itself', () => {
    expect(rules({ ...whole, [`s:{${id}}`]: { ...record, ttlMs: -1 } })).toEqual(['ttl']);
    expect(rules({ 'ring:lease': { ttlMs: -1, fields: {}, text: '' } })).toEqual(['ttl']);
  });

  it('lets a tombstone be that is for copies with another secret', () => {
    const tombstoneOf = (text: string) => ({ [`t:{${id}}`]: { ttlMs: 5, fields: {}, text } });
    expect(rules({ ...whole, ...tombstoneOf('O'.repeat(43)) })).toEqual([]);
    expect(rules({ ...whole, ...tombstoneOf('S'.repeat(43)) })).toEqual(['returned']);
  });

  it('finds live sessions without a record, and ended ones with one', () => {
    expect(rules({}, { live: [id] })).toEqual(['lost']);
    expect(rules(whole, { ended: [id] })).toEqual(['returned']);
    expect(rules(whole, { old: { [`t:{${id}}`]: { ttlMs: 5, fields: {}, text: '' } } })).toEqual([
      'returned',
    ]);
  });
});
