import { afterAll, beforeAll } from '@jest/globals';
import { startGatewayUnderTest, type GatewayUnderTest } from './gateway-under-test.ts';
import { assertNoKeyWithoutTtl, startRedisServers, type RedisServer } from './redis-server.ts';
import { writeUsersFile } from './known-users.ts';

/** Where a gateway keeps its sessions. */
export interface Backend {
  readonly name: string;
  readonly servers: number;
}

/** Three nodes in the process. */
export const memoryNodes: Backend = { name: 'memory nodes', servers: 0 };

/** Three real servers. */
export const redisServers: Backend = { name: 'three Redis servers', servers: 3 };

/** What every behaviour is tested on. */
export const backends: readonly Backend[] = [memoryNodes, redisServers];

/** A gateway with the servers behind it. */
export interface Subject extends GatewayUnderTest {
  /** In the order of the configured nodes; none where the nodes are in the process. */
  readonly servers: readonly RedisServer[];
  /** The configuration that another gateway over the same nodes takes. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a gateway before the tests of a `describe` and stops it after them. At the end no key may be there that would
 * stay for ever (I2).
 *
 * @param env More configuration. The users are those of `known-users.ts`.
 * @returns What gives the gateway, inside a test.
 */
export function useGateway(
  backend: Backend,
  env: Readonly<Record<string, string>> = {},
): () => Subject {
  let subject: Subject | undefined;
  const cleanups: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    const users = await writeUsersFile();
    cleanups.push(users.remove);
    const servers = await startRedisServers(backend.servers);
    cleanups.push(() => Promise.all(servers.map((server) => server.stop())));
    const full = { RINGGATE_USERS_FILE: users.path, RINGGATE_NODES: nodesOf(servers), ...env };
    const gateway = await startGatewayUnderTest(full);
    cleanups.push(async () => {
      await gateway.stop();
      await Promise.all(servers.map(assertNoKeyWithoutTtl));
    });
    subject = { ...gateway, servers, env: full };
  });

  afterAll(async () => {
    const failures: unknown[] = [];
    // All of them, also after one that fails: a server that stays holds up the whole run.
    for (const cleanUp of cleanups.reverse()) {
      await cleanUp().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  });

  return () => {
    if (subject === undefined) throw new Error('The gateway is there only inside a test');
    return subject;
  };
}

/** The value of RINGGATE_NODES for these servers, or for three nodes in the process. */
export function nodesOf(servers: readonly Pick<RedisServer, 'url'>[]): string {
  const urls = servers.length > 0 ? servers.map(({ url }) => url) : Array(3).fill('memory:');
  return urls.map((url, place) => `${String(url)}?id=node-${place}`).join(' ');
}
