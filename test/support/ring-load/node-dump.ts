import type { Redis } from 'ioredis';

/** One key of a node. */
export interface DumpedKey {
  /** As PTTL answers: -1 for one that stays for ever. */
  readonly ttlMs: number;
  /** Of a hash; empty for others. */
  readonly fields: Readonly<Record<string, string>>;
  /** Of a string; empty for others. */
  readonly text: string;
}

/** All that a node holds. */
export interface NodeDump {
  readonly id: string;
  readonly keys: ReadonlyMap<string, DumpedKey>;
}

/** Reads all keys of a node that nobody changes meanwhile. */
export async function dumpNode(id: string, client: Redis): Promise<NodeDump> {
  const keys = new Map<string, DumpedKey>();
  for await (const page of client.scanStream({ count: 1_000 }) as AsyncIterable<string[]>) {
    const entries = await Promise.all(
      page.map(async (key): Promise<[string, DumpedKey]> => {
        const [ttlMs, type] = await Promise.all([client.pttl(key), client.type(key)]);
        const fields = type === 'hash' ? await client.hgetall(key) : {};
        const text = type === 'string' ? ((await client.get(key)) ?? '') : '';
        return [key, { ttlMs, fields, text }];
      }),
    );
    for (const [key, dumped] of entries) keys.set(key, dumped);
  }
  return { id, keys };
}
