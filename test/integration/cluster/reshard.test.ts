import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keySlot } from '../../../src/store/redis/cluster/key-slot.ts';
import type { RedisClusterNode } from '../../../src/store/redis/cluster/redis-cluster-node.ts';
import type { RingSessionStore } from '../../../src/store/ring-session-store.ts';
import { connectedCluster } from '../../contract/redis-cluster-store-under-test.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
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

describe('a node that is a Redis Cluster, while redis-cli reshards it', () => {
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

  it('counts each change that was acknowledged once, finds every session, and lists them for their user', async () => {
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
});
