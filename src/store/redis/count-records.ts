import type { Redis } from 'ioredis';

/** Up to so many keys all are looked at. */
const maxKeysScanned = 10_000;

const keysPerScan = 1_000;

/**
 * How many sessions a server holds: counted where it has at most 10,000 keys, else estimated from as many of them, which
 * SCAN takes in the order of a hash.
 */
export async function countRecords(client: Redis): Promise<number> {
  const keys = await client.dbsize();
  let cursor = '0';
  let scanned = 0;
  let sessions = 0;
  do {
    const [next, page] = await client.scan(cursor, 'COUNT', keysPerScan);
    cursor = next;
    scanned += page.length;
    sessions += page.filter((key) => key.startsWith('s:{')).length;
  } while (cursor !== '0' && (scanned < maxKeysScanned || keys <= maxKeysScanned));
  return cursor === '0' ? sessions : Math.round((sessions / scanned) * keys);
}
