import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withCredentials } from '../../../src/store/node-credentials.ts';
import type { HostAddress } from '../../../src/store/redis/host-addresses.ts';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { findMaster } from '../../../src/store/redis/sentinel/master-search.ts';
import { freePort } from '../../support/free-port.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import { SentinelNode } from '../../support/sentinel-node.ts';
import { SentinelProcess } from '../../support/sentinel-process.ts';
import { created, loaded } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RecordingLog, timed } from '../redis-node/node-fixtures.ts';
import { startLoneSentinel } from './lone-sentinel.ts';

const password = 'of-the-servers';
const sentinelPassword = 'of-the-sentinels';

/** What connecting may take, with something for a busy machine. */
const connectLimitMs = 1_500;

describe('a node behind Sentinels that have a password, as its servers have', () => {
  let servers: SentinelNode;
  let log: RecordingLog;
  const nodes: RedisSessionNode[] = [];

  beforeAll(async () => {
    servers = await SentinelNode.start({ password, sentinelPassword });
  });

  afterAll(async () => {
    await servers.stop();
  });

  beforeEach(() => {
    log = new RecordingLog();
  });

  afterEach(async () => {
    for (const sentinel of servers.sentinels) sentinel.resume();
    await Promise.all(nodes.splice(0).map((node) => node.close()));
  });

  it('signs in on both', async () => {
    const node = nodeAt(signed(servers.url()));
    await node.connect();
    await loaded(storeOn(node), await created(storeOn(node)));
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.each([
    ['its Sentinels', { password }, { password: 'wrong' }, /no Sentinel tells.* refuse access/],
    ['its servers', { password: 'wrong' }, { password: sentinelPassword }, /refuses access/],
  ])('cannot be used when %s refuse the password', async (_who, own, ofSentinels, message) => {
    const url = withCredentials(servers.url(), named(own), named(ofSentinels));
    const { outcome } = await timed(nodeAt(url).connect());
    expect(outcome).toMatchObject({
      code: 'REDIS_ACCESS_DENIED',
      message: expect.stringMatching(message),
    });
    expect(String(outcome)).not.toMatch(/wrong|of-the/);
    expect(JSON.stringify(log.lines)).not.toMatch(/wrong|of-the/);
  });

  it('cannot be used when they know no master by its name', async () => {
    const { outcome, tookMs } = await timed(nodeAt(signed(servers.url('', 'nobody'))).connect());
    const all = servers.sentinels.map(({ port }) => `127.0.0.1:${port}`).sort();
    expect(outcome).toMatchObject({
      code: 'REDIS_MASTER_UNKNOWN',
      message: `no Sentinel tells where the master nobody is: ${all.join(', ')} know no such name`,
    });
    expect(tookMs).toBeLessThan(connectLimitMs);
  });

  it.each([0, 1, 2])('is UP at once while the Sentinel %d hangs', async (at) => {
    servers.sentinels[at]?.pause();
    const node = nodeAt(signed(servers.url()));
    const { tookMs } = await timed(node.connect());
    expect(node.status).toBe('UP');
    expect(tookMs).toBeLessThan(connectLimitMs);
  });

  it('is DOWN while all of them hang, says which, and is UP when they go on', async () => {
    for (const sentinel of servers.sentinels) sentinel.pause();
    const node = nodeAt(signed(servers.url()));
    const { outcome, tookMs } = await timed(node.connect());
    expect(outcome).toBeUndefined();
    expect(tookMs).toBeLessThan(connectLimitMs);
    expect(node.status).toBe('DOWN');
    expect(log.lines).toContainEqual({
      level: 'warn',
      node: 'a',
      message: expect.stringMatching(/^no Sentinel tells where the master m is: .* do not answer$/),
    });
    expect(log.lines).toContainEqual(expect.objectContaining({ reason: 'SENTINELS_SILENT' }));
    for (const sentinel of servers.sentinels) sentinel.resume();
    await waitFor('the node is UP', () => node.status === 'UP', 2_000);
  });

  it('stays UP while all of them hang, once it has found its master', async () => {
    const node = nodeAt(signed(servers.url()));
    await node.connect();
    for (const sentinel of servers.sentinels) sentinel.pause();
    await loaded(storeOn(node), await created(storeOn(node)));
    expect(node.status).toBe('UP');
  });

  it('does not take a replica for its master, and takes it as soon as it is one', async () => {
    const { port } = servers.master;
    const signIn = ['--requirepass', password, '--masterauth', password];
    const replica = await RedisServer.start({
      args: [...signIn, '--replicaof', '127.0.0.1', String(port)],
    });
    const sentinelPort = await freePort();
    const mistaken = await SentinelProcess.start(sentinelPort, [
      `port ${sentinelPort}`,
      `sentinel monitor x 127.0.0.1 ${replica.port} 1`,
      `sentinel auth-pass x ${password}`,
    ]);
    try {
      await waitFor('it answers', () =>
        mistaken.ask('MASTERS').then(
          () => true,
          () => false,
        ),
      );
      const url = `redis+sentinel://127.0.0.1:${sentinelPort}/x`;
      const node = nodeAt(withCredentials(url, named({ password })));
      await node.connect();
      expect(node.status).toBe('DOWN');
      expect(log.lines).toContainEqual(expect.objectContaining({ reason: 'NOT_THE_MASTER' }));
      await servers.ask(replica, (client) => client.replicaof('NO', 'ONE'));
      await waitFor('the node is UP', () => node.status === 'UP', 2_000);
    } finally {
      await Promise.all([mistaken.stop(), replica.stop()]);
    }
  });

  it('follows a failover that somebody asks for, without a gap of more than 2 s', async () => {
    const node = nodeAt(signed(servers.url()));
    await node.connect();
    const draft = await created(storeOn(node));
    await servers.ask(servers.master, (client) => client.wait(1, 2_000));
    expect(await servers.sentinels[0]?.ask('FAILOVER', 'm')).toBe('OK');
    // It closes all connections when its role changes.
    const isMaster = (): Promise<boolean> =>
      servers
        .ask(servers.replica, async (client) =>
          (await client.info('replication')).includes('role:master'),
        )
        .catch(() => false);
    await waitFor('the other is master', isMaster, 10_000);
    await waitFor(
      'a write is taken',
      async () => !((await timed(created(storeOn(node)))).outcome instanceof Error),
      2_000,
    );
    await loaded(storeOn(node), draft);
  });

  it('believes the Sentinel that knows of the newest failover', async () => {
    const views = await Promise.all(
      [7, 4, 2].map(async (epoch) => {
        const port = await freePort();
        return {
          port,
          process: await startLoneSentinel({ port, masterPort: 1_000 + epoch, epoch }),
        };
      }),
    );
    try {
      const [newest, older, oldest] = views.map(({ port }) => ({ host: '127.0.0.1', port }));
      if (!newest || !older || !oldest) throw new Error('There are three');
      const find = (...sentinels: HostAddress[]): Promise<unknown> =>
        findMaster({ sentinels, name: 'm', db: 0 }, new AbortController().signal);
      expect(await find(oldest, newest)).toEqual({ host: '127.0.0.1', port: 1_007 });
      expect(await find(newest, older)).toEqual({ host: '127.0.0.1', port: 1_007 });
      expect(await find(oldest, older)).toEqual({ host: '127.0.0.1', port: 1_004 });
    } finally {
      await Promise.all(views.map(({ process }) => process.stop()));
    }
  });

  function nodeAt(url: string): RedisSessionNode {
    const node = new RedisSessionNode({ id: 'a', kind: 'redis+sentinel', url, log });
    nodes.push(node);
    return node;
  }
});

function signed(url: string): string {
  return withCredentials(url, named({ password }), named({ password: sentinelPassword }));
}

function named(credentials: { readonly password: string }): {
  readonly username: undefined;
  readonly password: string;
} {
  return { username: undefined, ...credentials };
}
