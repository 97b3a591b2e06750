import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { NodeEvents } from '../../../src/event-log/node-events.ts';
import { NodeMetrics } from '../../../src/metrics/node-metrics.ts';
import type { RedisClusterNode } from '../../../src/store/redis/cluster/redis-cluster-node.ts';
import type { NodeObserver } from '../../../src/store/node-observer.ts';
import { observedByAll } from '../../../src/store/node-observers.ts';
import type { RingSessionStore } from '../../../src/store/ring-session-store.ts';
import { connectedCluster } from '../../contract/redis-cluster-store-under-test.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { RedisCluster } from '../../support/redis-cluster.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import { Scrape } from '../../support/scrape.ts';
import { changed, created, loaded, sessionOf, setOf } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RecordingLog } from '../redis-node/node-fixtures.ts';
import { drawIdOn } from './cluster-fixtures.ts';

describe('a node that is a Redis Cluster, when a master is lost', () => {
  let cluster: RedisCluster;
  let node: RedisClusterNode;
  let store: RingSessionStore;
  const log = new RecordingLog();
  const registry = new Registry();
  const events: unknown[] = [];
  const traced = new Set<string>();
  const traces: NodeObserver = {
    statusChanged: () => undefined,
    traceCommand: (id) => {
      traced.add(id);
      return () => undefined;
    },
  };

  beforeAll(async () => {
    cluster = await RedisCluster.start();
    const metrics = new NodeMetrics(registry);
    metrics.setMembers(['a']);
    node = await connectedCluster(
      'a',
      cluster,
      log,
      observedByAll([metrics, new NodeEvents({ record: (event) => events.push(event) }), traces]),
    );
    store = storeOn(node);
  });

  afterAll(async () => {
    await node.close();
    await cluster.stop();
  });

  /** Who has a subscriber, by the servers themselves. */
  async function subscribedTo(): Promise<RedisServer> {
    const found = await Promise.all(
      cluster.servers.map(async (server) => {
        const channels = await server.ask((client) => client.pubsub('CHANNELS'));
        return { server, isIt: Array.isArray(channels) && channels.length > 0 };
      }),
    );
    const server = found.find(({ isIt }) => isIt)?.server;
    if (!server) throw new Error('Nobody has a subscriber');
    return server;
  }

  it('serves its sessions from the replica within a second of its taking over, and those who listen hear again', async () => {
    const stays = await created(store);
    const recorder = await NoticeRecorder.start(store, stays.id);
    const lost = await subscribedTo();
    const draft = await created(store, { id: await drawIdOn(cluster, lost) });
    const ofLost = await NoticeRecorder.start(store, draft.id);
    // What the replica has not got by then, a failover loses.
    await lost.ask((client) => client.call('WAIT', 1, 1_000));
    await cluster.failOver(lost);
    const knownAt = performance.now();
    await waitFor('the session is there', () => loaded(store, draft).then(Boolean, () => false));
    expect(performance.now() - knownAt).toBeLessThan(1_000);
    // Listeners are told to look again, whichever master their session has.
    await waitFor('both were told', () =>
      [recorder, ofLost].every(({ kinds }) => kinds.includes('missed')),
    );
    for (const [proof, heard] of [
      [stays, recorder],
      [draft, ofLost],
    ] as const) {
      const before = heard.notices.length;
      sessionOf(await changed(store, proof, setOf(['a', '1'])));
      expect((await heard.heard(before + 1)).at(-1)).toBe('changed');
      heard.stop();
    }
    expect(await node.ping()).toBeGreaterThan(0);
    expect(node.status).toBe('UP');
    const down = log.lines.filter(({ message }) => message === 'the node is down');
    expect(down.map((line) => line.node)).toContain(`a/127.0.0.1:${lost.port}`);
    // The one that is lost has no slots any more, so its breaker is of no interest.
    expect(node.breaker).toBe('closed');
    const counted = new Scrape(await registry.metrics());
    // The node could be used all the time, whatever one of its masters did.
    expect(counted.value('ringgate_node_downs_total{node="a"}')).toBe(0);
    expect(events).toContainEqual({ name: 'node.up', node: 'a' });
    expect(traced).toContain(`a/127.0.0.1:${lost.port}`);
    const creates = { command: 'create', node: 'a', outcome: 'answered' };
    const labels = Object.entries(creates).map(([name, value]) => `${name}="${value}"`);
    expect(counted.value(`ringgate_node_commands_total{${labels.join(',')}}`)).toBe(2);
  });

  it('is DOWN when no server answers, and UP again with the first that does', async () => {
    for (const server of cluster.servers) server.pause();
    try {
      await waitFor('it is DOWN', async () => {
        await node.ping().catch(() => undefined);
        return node.status === 'DOWN';
      });
    } finally {
      for (const server of cluster.servers) server.resume();
    }
    await waitFor('it is UP', () => node.status === 'UP');
    const counted = new Scrape(await registry.metrics());
    expect(counted.value('ringgate_node_downs_total{node="a"}')).toBe(1);
    const ofNode = events.filter((event) => (event as { node: string }).node === 'a');
    expect(ofNode).toEqual([
      { name: 'node.up', node: 'a' },
      expect.objectContaining({ name: 'node.down', reason: expect.any(String) }),
      { name: 'node.up', node: 'a' },
    ]);
  });
});
