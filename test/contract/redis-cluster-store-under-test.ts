import type { NodeLog } from '../../src/store/node-log.ts';
import type { NodeObserver } from '../../src/store/node-observer.ts';
import { RedisClusterNode } from '../../src/store/redis/cluster/redis-cluster-node.ts';
import type { SessionEvents } from '../../src/session/session-events.ts';
import type { SessionStore } from '../../src/session/session-store.ts';
import { NoticeRecorder } from '../support/notice-recorder.ts';
import type { RedisCluster } from '../support/redis-cluster.ts';
import { assertNoKeyWithoutTtl } from '../support/redis-server.ts';
import { drawId } from '../support/session-fixtures.ts';
import { elapseOn, maxCommandsOfContract } from './redis-store-under-test.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const silentLog: NodeLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A node that is a cluster, connected to all its masters. */
export async function connectedCluster(
  id: string,
  cluster: RedisCluster,
  log: NodeLog = silentLog,
  observer?: NodeObserver,
): Promise<RedisClusterNode> {
  const { url } = cluster;
  const node = new RedisClusterNode({
    ...{ id, kind: 'redis+cluster', url, log, observer },
    maxCommands: maxCommandsOfContract,
  });
  await node.connect();
  return node;
}

/** A store over a node on this cluster; it stops the node, and leaves the cluster to others. */
export function clusterStoreUnderTest(
  store: SessionStore & SessionEvents,
  node: RedisClusterNode,
  cluster: RedisCluster,
): StoreUnderTest {
  // Servers tell each other what was published, so one that was told before may hear of it after it is listened to.
  const allHeard = async (): Promise<void> => {
    const id = drawId();
    const recorder = await NoticeRecorder.start(node, id);
    // Each server tells the others in order.
    const masters = await cluster.masters();
    await Promise.all(
      masters.map((master) => master.ask((client) => client.publish(`e:{${id}}`, 'changed 1'))),
    );
    await recorder.heard(masters.length);
    recorder.stop();
  };
  return {
    store: listeningAfter(allHeard, store),
    elapse: async (ms) => {
      await Promise.all((await cluster.masters()).map((master) => elapseOn(master, ms)));
    },
    holdings: async () => {
      const masters = await cluster.masters();
      const keys = await Promise.all(
        masters.map((master) => master.ask((client) => client.keys('*'))),
      );
      return keys
        .flat()
        .filter((key) => key !== 'ring')
        .sort();
    },
    allHeard,
    assertEverythingExpires: async () => {
      await Promise.all((await cluster.masters()).map(assertNoKeyWithoutTtl));
    },
    stop: () => node.close(),
  };
}

/** A store whose listeners begin with nothing under way. */
function listeningAfter(
  allHeard: () => Promise<void>,
  store: SessionStore & SessionEvents,
): SessionStore & SessionEvents {
  return {
    create: (draft) => store.create(draft),
    load: (proof, parts) => store.load(proof, parts),
    peek: (proof, parts) => store.peek(proof, parts),
    update: (proof, update, parts) => store.update(proof, update, parts),
    rotate: (proof, rotation) => store.rotate(proof, rotation),
    end: (id, authority) => store.end(id, authority),
    list: (userId, parts) => store.list(userId, parts),
    listen: async (id, onNotice) => {
      await allHeard();
      return store.listen(id, onNotice);
    },
  };
}
