import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { HashRing } from '../../../src/ring/hash-ring.ts';

/** The case that this project began with. */
const seed = [
  { id: 'a', weight: 15 },
  { id: 'b', weight: 20 },
  { id: 'c', weight: 10 },
];

/** Pinned: a gateway of another release must find every session where this one put it. */
const owners = new Map([
  ['', 'a'],
  ['a', 'a'],
  ['session', 'c'],
  ['jmtvFCWx0wBHMcGoRb7eLA', 'b'],
  ['AAAAAAAAAAAAAAAAAAAAAA', 'b'],
  ['wupeiqi', 'c'],
  ['ключ', 'b'],
  ['会话', 'b'],
  ['🗝️', 'c'],
  ['e\u0301', 'a'],
  ['\u00e9', 'b'],
  ['__proto__', 'c'],
  ['constructor', 'a'],
  ['\0', 'c'],
]);

/** After the last point of the ring above, so that only the first one is left to own them. */
const keysPastTheLastPoint = ['wrap-71957', 'wrap-166044'];

describe('HashRing', () => {
  it('places keys where every other process places them', () => {
    const ring = HashRing.create(seed);
    expect(ring.nodes).toEqual([
      { id: 'a', weight: 15, points: 4093 },
      { id: 'b', weight: 20, points: 5460 },
      { id: 'c', weight: 10, points: 2715 },
    ]);
    for (const [key, owner] of owners) expect([key, ring.owner(key)]).toEqual([key, owner]);
  });

  it('places keys alike for any order of the node list', () => {
    for (const order of [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const ring = HashRing.create(order.flatMap((at) => seed.slice(at, at + 1)));
      expect(ring.nodes).toEqual(HashRing.create(seed).nodes);
      for (const [key, owner] of owners) expect([key, ring.owner(key)]).toEqual([key, owner]);
    }
  });

  it('owns by the first point at or after the first 32 bits of SHA-256', () => {
    const ring = HashRing.create(seed);
    const points = pointsByTheBook(ring);
    for (let i = 0; i < 500; i++) {
      const key = `key ${i}`;
      const at = firstBits(key);
      const owner = points.find(({ point }) => point >= at) ?? points[0];
      expect([key, ring.owner(key)]).toEqual([key, owner?.id]);
    }
  });

  it('wraps around: a key past the last point belongs to the owner of the first one', () => {
    const ring = HashRing.create(seed);
    const points = pointsByTheBook(ring);
    for (const key of keysPastTheLastPoint) {
      expect(firstBits(key)).toBeGreaterThan(points.at(-1)?.point ?? Infinity);
      expect(ring.owner(key)).toBe(points[0]?.id);
    }
    // Whose last point lies far from the end, where a table by leading bits has empty places.
    const sparse = HashRing.fromNodes([{ id: 'x', weight: 1, points: 1 }]);
    expect(sparse.owner(keysPastTheLastPoint[0] ?? '')).toBe('x');
    expect(sparse.shares()).toEqual(new Map([['x', 1]]));
  });

  it('shares keys by weights 15, 20 and 10', () => {
    const shares = HashRing.create(seed).shares();
    expect([...shares.keys()]).toEqual(['a', 'b', 'c']);
    expect(Math.abs((shares.get('a') ?? 0) / (15 / 45) - 1)).toBeLessThanOrEqual(0.001);
    expect(Math.abs((shares.get('b') ?? 0) / (20 / 45) - 1)).toBeLessThanOrEqual(0.001);
    expect(Math.abs((shares.get('c') ?? 0) / (10 / 45) - 1)).toBeLessThanOrEqual(0.001);
  });

  it('tells shares that keys really meet', () => {
    const ring = HashRing.create(seed);
    const counts = new Map<string, number>();
    const keys = 90_000;
    for (let i = 0; i < keys; i++) {
      const owner = ring.owner(`key ${i}`);
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    for (const [id, share] of ring.shares()) {
      // Three standard deviations of a sample this large are half a per cent of all keys.
      expect(Math.abs((counts.get(id) ?? 0) / keys - share)).toBeLessThan(0.005);
    }
  });

  it('gives everything to a single node', () => {
    const ring = HashRing.create([{ id: 'only' }]);
    expect(ring.nodes).toEqual([{ id: 'only', weight: 1, points: 4096 }]);
    expect(ring.shares()).toEqual(new Map([['only', 1]]));
    expect(ring.shareError()).toBe(0);
    for (const key of owners.keys()) expect(ring.owner(key)).toBe('only');
  });

  it('gives every node a weight of 1 unless told otherwise', () => {
    expect(HashRing.create([{ id: 'b' }, { id: 'a', weight: undefined }]).nodes).toMatchObject([
      { id: 'a', weight: 1 },
      { id: 'b', weight: 1 },
    ]);
  });

  it('is rebuilt from its nodes exactly, tuned counts and all', () => {
    const ring = HashRing.create(seed).add({ id: 'd', weight: 7 }).reweight('a', 9).remove('b');
    const document: unknown = JSON.parse(JSON.stringify(ring.nodes));
    const copy = HashRing.fromNodes(document as HashRing['nodes']);
    expect(copy.nodes).toEqual(ring.nodes);
    expect(copy.shares()).toEqual(ring.shares());
    for (const key of owners.keys()) expect(copy.owner(key)).toBe(ring.owner(key));
  });

  it('never changes: a change answers another ring', () => {
    const ring = HashRing.create(seed);
    const before = structuredClone(ring.nodes);
    ring.add({ id: 'd' });
    ring.remove('a');
    ring.reweight('b', 1);
    expect(ring.nodes).toEqual(before);
    expect(Object.isFrozen(ring.nodes) && ring.nodes.every(Object.isFrozen)).toBe(true);
  });
});

/** The points by design, told a second time and plainly: SHA-256 of id, NUL, block number; eight points a digest. */
function pointsByTheBook(ring: HashRing): { point: number; id: string }[] {
  return ring.nodes
    .flatMap(({ id, points }) =>
      Array.from({ length: points }, (_, rank) => {
        const digest = createHash('sha256')
          .update(`${id}\0${Math.floor(rank / 8)}`)
          .digest();
        return { point: digest.readUInt32BE((rank % 8) * 4), id };
      }),
    )
    .sort((one, other) => one.point - other.point || (one.id < other.id ? -1 : 1));
}

function firstBits(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0);
}
