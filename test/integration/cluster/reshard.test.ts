import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keySlot } from '../../../src/store/redis/cluster/key-slot.ts';
import { RedisClusterNode } from '../../../src/store/redis/cluster/redis-cluster-node.ts';
import type { RingSessionStore } from '../../../src/store/ring-session-store.ts';
import { connectedCluster } from '../../contract/redis-cluster-store-under-test.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { reshard } from '../../support/reshard.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import {
  changed,
  created,
  drawId,
  drawUserId,
  loaded,
  loginOf,
  sessionOf,
} from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RecordingLog } from '../redis-node/node-fixtures.ts';
import { drawIdOn } from './cluster-fixtures.ts';

/** The first ones of the first master. */
const slots = 1_000;
const sessions = 16;

const increment = { kind: 'increment', key: 'n', by: 1 } as const;

/** Draws until the key is in one of the slots that move. */
function drawInSlots(draw: () => string, keyOf: (drawn: string) => string): string {
  for (;;) {
    const drawn = draw();
    if (keySlot(keyOf(drawn)) < slots) return drawn;
  }
}

describe('a node that is a Redis Cluster whose slots move', () => {
  let cluster: RedisCluster;
  let node: RedisClusterNode;
  let store: RingSessionStore;

  beforeAll(async () => {
    cluster = await RedisCluster.start();
    node = await connectedCluster('a', cluster);
    store = storeOn(node);
  });

  afterAll(async () => {
    await node.close();
    await cluster.stop();
  });

  it('counts each change that was acknowledged once, finds every session, and lists them for their user, while redis-cli reshards it', async () => {
    const login = loginOf({ userId: drawInSlots(drawUserId, (id) => `u:{${id}}`) });
    const drafts = await Promise.all(
      Array.from({ length: sessions }, () =>
        created(store, { id: drawInSlots(drawId, (id) => `s:{${id}}`), login }),
      ),
    );
    const counts = new Map(drafts.map(({ id }) => [id, 0]));
    const over = new AbortController();
    const untilOver = async (act: () => Promise<void>): Promise<void> => {
      while (!over.signal.aborted) await act();
    };
    const writers = drafts.map((draft) =>
      untilOver(async () => {
        sessionOf(await changed(store, draft, increment));
        counts.set(draft.id, (counts.get(draft.id) ?? 0) + 1);
      }),
    );
    const lister = untilOver(async () => {
      expect((await store.list(login.userId, 'metadata')).sessions).toHaveLength(sessions);
    });
    const redirected = await cluster.errorCount('MOVED');
    const from = await cluster.ownerOf(0);
    const to = (await cluster.masters()).find((master) => master !== from);
    if (!to) throw new Error('There is one master');
    try {
      await reshard(from, to, slots);
      expect(await cluster.ownerOf(slots - 1)).toBe(to);
    } finally {
      over.abort();
      await Promise.all([...writers, lister]);
    }
    expect(await cluster.errorCount('MOVED')).toBeGreaterThan(redirected);
    for (const draft of drafts) {
      const session = await loaded(store, draft);
      expect(session.values?.get('n')).toBe(String(counts.get(draft.id)));
      expect(counts.get(draft.id)).toBeGreaterThan(10);
    }
  });

  it('leaves a server that has lost its last slot, and no other', async () => {
    const [from, to] = await cluster.masters();
    if (!from || !to) throw new Error('There are masters');
    const [before, beforeThere] = [await clientsOf(from), await clientsOf(to)];
    const log = new RecordingLog();
    const { url } = cluster;
    const other = new RedisClusterNode({ id: 'b', kind: 'redis+cluster', url, log, strayMs: 500 });
    await other.connect();
    try {
      const draft = await created(storeOn(other), { id: await drawIdOn(cluster, from) });
      const [own, ownThere] = [await ownOn(from, before), await ownOn(to, beforeThere)];
      expect([own, ownThere]).toEqual([[expect.any(String)], [expect.any(String)]]);
      await cluster.moveAllSlots(from, to);
      // Nothing tells of it but a server that is asked for what it has no more.
      await loaded(storeOn(other), draft);
      await waitFor('it has left', async () => !(await clientsOf(from)).includes(own[0] ?? ''));
      await loaded(storeOn(other), draft);
      expect(await clientsOf(to)).toContain(ownThere[0]);
    } finally {
      await other.close();
    }
  });
});

/** The clients of a server that have come since and stay. */
async function ownOn(server: RedisServer, before: readonly string[]): Promise<string[]> {
  const now = await clientsOf(server);
  // Whoever asks is another one each time.
  return (await clientsOf(server)).filter((id) => now.includes(id) && !before.includes(id));
}

/** The ids of all clients of a server, that of the one that asks among them. */
async function clientsOf(server: RedisServer): Promise<string[]> {
  const list = String(await server.ask((client) => client.call('CLIENT', 'LIST')));
  return [...list.matchAll(/^id=(\d+) /gm)].map(([, id = '']) => id);
}
