// Lookups a second, error of shares and needless moves of hash rings: `node lookups.mjs`, after `npm run build`.
import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '../report/markdown-table.mjs';
import { RINGS } from './rings.mjs';

const SCENES = [
  {
    name: '3 nodes of weights 15, 20 and 10; one of weight 20 joins',
    nodes: [15, 20, 10].map((weight, i) => ({ id: `node-${i}`, weight })),
    joins: { id: 'node-3', weight: 20 },
  },
  {
    name: '100 nodes of equal weight; one more joins',
    nodes: Array.from({ length: 100 }, (_, i) => ({ id: `node-${i}`, weight: 1 })),
    joins: { id: 'node-100', weight: 1 },
  },
];

/** More distinct keys than the cache of `hashring` holds, so that lookups are what is measured. */
const TIMED_KEYS = 100_000;
/** So many that counting them errs by no more than the better rings do. */
const COUNTED_KEYS = 1_000_000;

/**
 * Measures every ring: all of them in turn in each round, so that what slows the machine slows all.
 *
 * @param options `rounds` of the timing, after one that warms up.
 * @returns Rows: `scene`, `ring`, `lookups` a second `{ median, min, max }`, `ofFloor` (median of each round's ratio),
 *   `shareError` (the worst node's, relative), `needlessMoves` (fraction of keys that went from one old node to another
 *   when a node joined; absent for the floor), `exactShareError` (over all 2^32 points, where the ring tells it).
 */
export function measureRings({ rounds = 9 } = {}) {
  return SCENES.flatMap((scene) => {
    const rings = RINGS.map(({ name, build }) => ({ name, ring: build(scene.nodes), speeds: [] }));
    for (let round = -1; round < rounds; round++) {
      for (const { ring, speeds } of rings) {
        const speed = lookupsPerSecond(ring.lookup ?? ring.owner);
        if (round >= 0) speeds.push(speed);
      }
    }
    const floors = rings[0].speeds;
    return rings.map(({ name, ring, speeds }) => ({
      scene: scene.name,
      ring: name,
      lookups: { median: median(speeds), min: Math.min(...speeds), max: Math.max(...speeds) },
      ofFloor: median(speeds.map((speed, round) => speed / floors[round])),
      ...keyCounts(ring, scene),
      exactShareError: ring.exactShareError,
    }));
  });
}

/** @returns Lines of Markdown: a table for each scene. */
export function ringReport(rows) {
  const head = [
    ...['ring', 'lookups/s', 'min', 'max', 'of the bare hash'],
    ...['share error', 'needless moves'],
  ];
  return [...new Set(rows.map(({ scene }) => scene))].flatMap((scene) => {
    const shown = rows.filter((row) => row.scene === scene);
    return [
      `## ${scene}`,
      '',
      ...markdownTable(
        head,
        shown.map(({ ring, lookups, ofFloor, shareError, needlessMoves }) => [
          ring,
          ...[lookups.median, lookups.min, lookups.max].map(millions),
          ofFloor.toFixed(2),
          percent(shareError),
          needlessMoves === undefined ? '' : percent(needlessMoves),
        ]),
      ),
      '',
      ...shown
        .filter(({ exactShareError }) => exactShareError !== undefined)
        .map(
          ({ ring, exactShareError }) =>
            `Share errors are counted over ${COUNTED_KEYS} keys; that of the floor is the sample's own. ` +
            `Over all points the one of ${ring} is ${percent(exactShareError)}.`,
        ),
      '',
    ];
  });
}

const timedKeys = () => (timedKeys.kept ??= Array.from({ length: TIMED_KEYS }, (_, i) => key(i)));

/** As session ids: 22 characters of base64url. The same ones in every run. */
function key(number) {
  return hash('sha256', `key ${number}`, 'base64url').slice(0, 22);
}

function lookupsPerSecond(lookup) {
  const keys = timedKeys();
  let characters = 0;
  const startedAt = performance.now();
  for (const each of keys) characters += lookup(each).length;
  const seconds = (performance.now() - startedAt) / 1000;
  if (characters === 0) throw new Error('lookups answered nothing');
  return keys.length / seconds;
}

function keyCounts(ring, { nodes, joins }) {
  const owners = Array.from({ length: COUNTED_KEYS }, (_, i) => ring.owner(key(i)));
  const counts = new Map();
  for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const weights = nodes.reduce((sum, { weight }) => sum + weight, 0);
  const errors = nodes.map(({ id, weight }) => {
    const count = counts.get(id) ?? counts.get(`${id}:6379`) ?? 0;
    return Math.abs(((count / COUNTED_KEYS) * weights) / weight - 1);
  });
  const grown = ring.add?.(joins);
  let needless = 0;
  for (let i = 0; grown !== undefined && i < COUNTED_KEYS; i++) {
    const owner = grown.owner(key(i));
    if (owner !== owners[i] && !owner.startsWith(joins.id)) needless++;
  }
  return {
    shareError: Math.max(...errors),
    needlessMoves: grown === undefined ? undefined : needless / COUNTED_KEYS,
  };
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}

function millions(value) {
  return `${(value / 1e6).toFixed(2)} M`;
}

function percent(fraction) {
  return `${(fraction * 100).toFixed(2)} %`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(ringReport(measureRings()).join('\n'));
}
