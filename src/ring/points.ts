import { hash } from 'node:crypto';

const pointsPerDigest = 8;
const bytesPerPoint = 4;

/**
 * Where a key lies on the ring: the first 32 bits of its SHA-256 (the key as UTF-8), 0 to 2^32 - 1.
 */
export function pointOfKey(key: string): number {
  // One character a byte: a string answer is far cheaper than a Buffer, and four characters are cheaper to read than
  // the eight of hex.
  return bigEndian(hash('sha256', key, 'binary'), 0);
}

/**
 * The first points of a node, in the order they are drawn, not sorted.
 *
 * They come from the id alone, so a node that moves to another address keeps its keys; and a longer list begins with
 * the shorter one, so a count is all that has to be remembered of them.
 *
 * @param count Whole, 0 or more.
 */
export function pointsOfNode(id: string, count: number): Uint32Array {
  const points = new Uint32Array(Math.ceil(count / pointsPerDigest) * pointsPerDigest);
  for (let block = 0, filled = 0; filled < points.length; block++) {
    const digest = hash('sha256', `${id}\0${block}`, 'binary');
    for (let place = 0; place < pointsPerDigest; place++) {
      points[filled++] = bigEndian(digest, place * bytesPerPoint);
    }
  }
  return points.subarray(0, count);
}

function bigEndian(bytes: string, offset: number): number {
  return (
    ((bytes.charCodeAt(offset) << 24) |
      (bytes.charCodeAt(offset + 1) << 16) |
      (bytes.charCodeAt(offset + 2) << 8) |
      bytes.charCodeAt(offset + 3)) >>>
    0
  );
}
