import { afterEach, describe, expect, it } from '@jest/globals';
import { NodePool, type NodePoolOptions } from '../../../src/store/keeper/node-pool.ts';
import { begun, settled } from '../../../src/ring/ring-change.ts';
import type { Topology } from '../../../src/ring/topology.ts';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { LogInHand } from '../../support/nodes-in-hand.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { firstTopologyOf } from '../../support/ring-of-nodes.ts';
import { waitFor } from '../../support/wait-for.ts';

const servers: RedisServer[] = [];
const pools: NodePool[] = [];

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.closeAllBut(new Set())));
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function startServer(...args: string[]): Promise<RedisServer> {
  const server = await RedisServer.start({ args });
  servers.push(server);
  return server;
}

function makePool(options: Partial<NodePoolOptions> = {}): NodePool {
  const nobody = { username: undefined, password: undefined };
  const pool = new NodePool({
    configured: [],
    credentials: nobody,
    log: new LogInHand(),
    ...options,
  });
  pools.push(pool);
  return pool;
}

describe('a pool of nodes', () => {
  it('opens a node once, and another one at another place', async () => {
    const [server, other] = [await startServer(), await startServer()];
    const pool = makePool();
    const ups: string[] = [];
    pool.onUp((node) => ups.push(node.id));
    const [node, same] = await Promise.all([
      pool.open({ id: 'a', url: server.url }),
      pool.open({ id: 'a', url: `${server.url}/0` }),
    ]);
    expect(same).toBe(node);
    expect(node.status).toBe('UP');
    expect(await pool.open({ id: 'a', url: other.url })).not.toBe(node);
    expect(ups).toEqual(['a', 'a']);
  });

  it('opens a node anew that was closed', async () => {
    const server = await startServer();
    const pool = makePool();
    const node = await pool.open({ id: 'a', url: server.url });
    await pool.close(node);
    expect(node.status).toBe('DOWN');
    const again = await pool.open({ id: 'a', url: server.url });
    expect(again.status).toBe('UP');
    await pool.closeAllBut(new Set([again]));
    expect(again.status).toBe('UP');
  });

  it('signs in as the configured node of that place does, else as that of the id, else as all others', async () => {
    const [own, known, other] = await Promise.all([
      startServer('--requirepass', 'own'),
      startServer('--requirepass', 'known'),
      startServer('--requirepass', 'for-all'),
    ]);
    const pool = makePool({
      configured: [
        { id: 'a', weight: 1, kind: 'redis', url: `redis://:own@127.0.0.1:${own.port}` },
        { id: 'b', weight: 1, kind: 'redis', url: 'redis://:known@127.0.0.1:1' },
      ],
      credentials: { username: undefined, password: 'for-all' },
    });
    const client = known.client({ password: 'known' });
    await client.hset('ring', 'node', 'b');
    client.disconnect();
    const nodes = await Promise.all([
      // Another name of the place.
      pool.open({ id: 'old-a', url: own.url }),
      pool.open({ id: 'b', url: known.url }),
      pool.open({ id: 'c', url: other.url }),
    ]);
    expect(nodes.map(({ status }) => status)).toEqual(['UP', 'UP', 'UP']);
  });

  const ring = firstTopologyOf([{ id: 'a' }, { id: 'b' }]);
  const without = begun(ring, { kind: 'remove', id: 'a' }, 'without-a');

  /** Makes a server this node, with this topology; absent: it stays new. */
  async function make(
    server: RedisServer,
    nodeId: string,
    topology: Topology | undefined,
  ): Promise<void> {
    if (topology === undefined) return;
    const { url } = server;
    const node = new RedisSessionNode({ id: nodeId, kind: 'redis', url, log: new LogInHand() });
    await node.connect();
    expect(await node.ring.install(topology)).toEqual({ state: 'installed' });
    await node.close();
  }

  it.each([
    [
      'where it is configured, which need not be where others find it',
      ['a', ring],
      ['a', ring],
      'here',
    ],
    [
      'where it is configured, when it is new in both places',
      ['a', undefined],
      ['a', undefined],
      'here',
    ],
    [
      'where others find it, when the configured server is another node',
      ['b', ring],
      ['a', ring],
      'there',
    ],
    [
      'where others find it, when the configured server is another node and that one is new',
      ['b', ring],
      ['a', undefined],
      'there',
    ],
    [
      'where others find it, when the configured server is none',
      ['a', undefined],
      ['a', ring],
      'there',
    ],
    [
      'where others find it, when the configured server was it before it left the ring',
      ['a', without],
      ['a', settled(without, 'gone')],
      'there',
    ],
    [
      'where others find it, when the configured server has left the ring just now',
      ['a', without],
      ['a', without],
      'there',
    ],
  ] as const)('opens a node %s', async (_what, atHere, atThere, chosen) => {
    const [here, there] = await Promise.all([startServer(), startServer()]);
    await Promise.all([make(here, atHere[0], atHere[1]), make(there, atThere[0], atThere[1])]);
    const pool = makePool({
      configured: [{ id: 'a', weight: 1, kind: 'redis', url: here.url }],
    });
    const node = await pool.open({ id: 'a', url: there.url });
    const server = chosen === 'here' ? here : there;
    if (!(node instanceof RedisSessionNode)) throw new Error('It is no Redis node');
    await node.client.set('mark', '1', 'EX', 60);
    expect(await server.ask((client) => client.exists('mark'))).toBe(1);
    const unused = chosen === 'here' ? there : here;
    await waitFor('the other one is let go', async () => {
      const clients = await unused.ask((client) => client.client('LIST'));
      return String(clients).trim().split('\n').length === 1;
    });
  });

  it('leaves a node where it was found, also when it answers where it is configured later', async () => {
    const [here, there] = await Promise.all([startServer(), startServer()]);
    await Promise.all([make(here, 'a', ring), make(there, 'a', ring)]);
    await here.kill();
    const pool = makePool({
      configured: [{ id: 'a', weight: 1, kind: 'redis', url: here.url }],
    });
    const node = await pool.open({ id: 'a', url: there.url });
    await here.restart();
    await make(here, 'a', ring);
    expect(await pool.open({ id: 'a', url: there.url })).toBe(node);
  });

  it('opens a node where others find it, when nothing answers where it is configured', async () => {
    const server = await startServer();
    await server.ask((client) => client.hset('ring', 'node', 'a'));
    const pool = makePool({
      configured: [{ id: 'a', weight: 1, kind: 'redis', url: 'redis://127.0.0.1:1' }],
    });
    expect((await pool.open({ id: 'a', url: server.url })).status).toBe('UP');
  });

  it('keeps a node that refuses it DOWN, says why, and tries again when it is opened later', async () => {
    const server = await startServer('--requirepass', 'secret');
    const pool = makePool({ refusalMs: 1 });
    const node = await pool.open({ id: 'a', url: server.url });
    expect(node.status).toBe('DOWN');
    expect(pool.faultOf(node)).toMatchObject({ code: 'REDIS_ACCESS_DENIED' });
    await expect(node.ring.readTopology()).rejects.toMatchObject({
      code: 'SESSION_STORE_UNAVAILABLE',
    });

    const client = server.client({ password: 'secret' });
    await client.config('SET', 'requirepass', '');
    client.disconnect();
    await waitFor('it is up', async () => {
      const again = await pool.open({ id: 'a', url: server.url });
      return again.status === 'UP' && pool.faultOf(again) === undefined;
    });
  });

  it('does not try a node again at once that refused it', async () => {
    const server = await startServer('--requirepass', 'secret');
    const pool = makePool();
    const node = await pool.open({ id: 'a', url: server.url });
    expect(await pool.open({ id: 'a', url: server.url })).toBe(node);
  });

  it('knows memory, and no kind that it does not know', async () => {
    const pool = makePool();
    expect((await pool.open({ id: 'm', url: 'memory:' })).kind).toBe('memory');
    await expect(pool.open({ id: 'x', url: 'http://h' })).rejects.toThrow(TypeError);
  });
});
