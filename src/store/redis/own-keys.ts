import type { RedisSessionNode } from './redis-session-node.ts';
import { checkpointKey, leaseKey, ringKey } from './record-codec.ts';

const keysAtOnce = 1_000;

/** Ids are drawn by the gateway, so a key of another program does not look like that by chance. */
const ownKeyPattern = /^(?:[st]:\{[\w-]{22}\}|u:\{.+\}|l:[a-z]+(?:-[a-z]+)*:.+)$/s;
const recordKeyPattern = /^s:\{[\w-]{22}\}$/;
const ringKeys: ReadonlySet<string> = new Set([ringKey, checkpointKey, leaseKey]);

/** Whether a key is one that Ringgate writes (docs/records.md). */
export function isOwnKey(key: string): boolean {
  return ringKeys.has(key) || ownKeyPattern.test(key);
}

/** Whether a server holds sessions, dead or alive to whoever asks. */
export async function holdsRecords(node: RedisSessionNode): Promise<boolean> {
  for await (const keys of pages(node, 's:{*}')) {
    if (keys.some((key) => recordKeyPattern.test(key))) return true;
  }
  return false;
}

/** Deletes all that Ringgate ever wrote there, the ring's document too, and no other key. */
export async function deleteOwnKeys(node: RedisSessionNode): Promise<void> {
  for await (const keys of pages(node, '*')) {
    const own = keys.filter(isOwnKey);
    if (own.length > 0) await node.ask((client) => client.unlink(own));
  }
}

async function* pages(node: RedisSessionNode, pattern: string): AsyncGenerator<readonly string[]> {
  let cursor = '0';
  do {
    const from = cursor;
    const [next, keys] = await node.ask((client) =>
      client.scan(from, 'MATCH', pattern, 'COUNT', keysAtOnce),
    );
    yield keys;
    cursor = next;
  } while (cursor !== '0');
}
