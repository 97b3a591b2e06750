import type { NodeLog } from '../../src/store/node-log.ts';
import { RedisSessionNode } from '../../src/store/redis/redis-session-node.ts';
import type { SessionEvents } from '../../src/session/session-events.ts';
import type { SessionStore } from '../../src/session/session-store.ts';
import { NoticeRecorder } from '../support/notice-recorder.ts';
import { assertNoKeyWithoutTtl, type RedisServer } from '../support/redis-server.ts';
import { drawId } from '../support/session-fixtures.ts';
import { waitFor } from '../support/wait-for.ts';
import type { StoreUnderTest } from './store-under-test.ts';

const silentLog: NodeLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The contract has a thousand under way at once, and a node may be asked for other things meanwhile. */
export const maxCommandsOfContract = 2_000;

/** A node on a server, connected. */
export async function connectedNode(id: string, server: RedisServer): Promise<RedisSessionNode> {
  const node = new RedisSessionNode({
    ...{ id, kind: 'redis', url: server.url, log: silentLog },
    maxCommands: maxCommandsOfContract,
  });
  await node.connect();
  return node;
}

/** A store over these nodes, each on the server at the same place; it stops both. */
export function redisStoreUnderTest(
  store: SessionStore & SessionEvents,
  nodes: readonly RedisSessionNode[],
  servers: readonly RedisServer[],
): StoreUnderTest {
  return {
    store,
    elapse: async (ms) => {
      await Promise.all(servers.map((server) => elapseOn(server, ms)));
    },
    holdings: async () => {
      const keys = await Promise.all(
        servers.map((server) => server.ask((client) => client.keys('*'))),
      );
      return keys
        .flatMap((each, index) => each.map((key) => `${index} ${key}`))
        .filter((place) => !place.endsWith(' ring'))
        .sort();
    },
    allHeard: async () => {
      await Promise.all(nodes.map(allHeardOn));
    },
    assertEverythingExpires: async () => {
      await Promise.all(servers.map(assertNoKeyWithoutTtl));
    },
    stop: async () => {
      await Promise.all(nodes.map((node) => node.close()));
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** A server publishes in order, and a node hears on one connection. */
async function allHeardOn(node: RedisSessionNode): Promise<void> {
  const id = drawId();
  const recorder = await NoticeRecorder.start(node, id);
  await node.client.publish(`e:{${id}}`, 'changed 1');
  await recorder.heard(1);
  recorder.stop();
}

/** Asks the server itself for the time: no other clock decides what has expired. */
export async function elapseOn(server: RedisServer, ms: number): Promise<void> {
  await server.ask(async (client) => {
    const timeMs = async (): Promise<number> => {
      const [seconds, microseconds] = await client.time();
      return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
    };
    const end = (await timeMs()) + ms;
    await waitFor(`${ms} ms have passed`, async () => (await timeMs()) >= end, ms + 5_000);
  });
}
