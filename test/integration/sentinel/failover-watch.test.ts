import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { withCredentials } from '../../../src/store/node-credentials.ts';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { freePort } from '../../support/free-port.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import type { SentinelProcess } from '../../support/sentinel-process.ts';
import { created } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RecordingLog, type LoggedLine } from '../redis-node/node-fixtures.ts';
import { startLoneSentinel, type LoneSentinelOptions } from './lone-sentinel.ts';

// The Sentinels have none: they reach no server, so they do not hear of each other there, and correct nobody.
const password = 'of-the-servers';

const times = { pingIntervalMs: 100, reconnectDelayMs: 50, awayAfterMs: 500 };

const heardLimitMs = 10_000;

describe('a node whose Sentinels were away', () => {
  let first: RedisServer;
  let second: RedisServer;
  let ports: readonly number[];
  let sentinels: SentinelProcess[];
  let node: RedisSessionNode;
  let log: RecordingLog;

  beforeAll(async () => {
    const args = ['--requirepass', password];
    [first, second] = await Promise.all([RedisServer.start({ args }), RedisServer.start({ args })]);
  });

  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
  });

  beforeEach(async () => {
    ports = await Promise.all([freePort(), freePort(), freePort()]);
    sentinels = await Promise.all(
      ports.map((port) => startLoneSentinel({ port, masterPort: first.port, epoch: 5 })),
    );
    log = new RecordingLog();
    const hosts = ports.map((port) => `127.0.0.1:${port}`).join(',');
    const url = withCredentials(`redis+sentinel://${hosts}/m`, { username: undefined, password });
    node = new RedisSessionNode({ id: 'a', kind: 'redis+sentinel', url, log, sentinels: times });
    await node.connect();
    await waitFor('it listens to all of them', async () =>
      (await Promise.all(sentinels.map(isListenedTo))).every(Boolean),
    );
  });

  afterEach(async () => {
    await node.close();
    await Promise.all(sentinels.map((sentinel) => sentinel.stop()));
  });

  it('goes to the master that most of them name when they are back', async () => {
    const before = await keysOf(second);
    await Promise.all([0, 1].map((at) => comesBack(at, { masterPort: second.port, epoch: 6 })));
    await waitFor('it is on another server', () => told('the node is up') === 2, heardLimitMs);
    await created(storeOn(node));
    expect(await keysOf(second)).toBeGreaterThan(before);
  });

  it('stays with its master when one comes back that names the master of before', async () => {
    const connections = await countConnections(sentinels[1]);
    await comesBack(0, { masterPort: second.port, epoch: 4 });
    await waitFor('the others are asked', async () => (await connections()) > 0, heardLimitMs);
    expect(told('the node is down')).toBe(0);
  });

  it('stays with its master while the only one that answers names another', async () => {
    sentinels[1]?.pause();
    sentinels[2]?.pause();
    await comesBack(0, { masterPort: second.port, epoch: 6 });
    const connections = await countConnections(sentinels[0]);
    // To listen, to ask where the master is, and to ask all of them twice.
    await waitFor('it is asked again', async () => (await connections()) >= 4, heardLimitMs);
    expect(told('the node is down')).toBe(0);
  });

  it('tells of each that is away for long, once, and when it is back', async () => {
    const [hung, gone, closed] = ports.map((port) => `127.0.0.1:${port}`);
    sentinels[0]?.pause();
    await sentinels[1]?.stop();
    await comesBack(2, { masterPort: first.port, epoch: 5, password: 'of-this-one' });
    await waitFor('all are told of', () => toldOf().length === 3, heardLimitMs);
    // They are tried on and on meanwhile.
    await setTimeout(3 * times.awayAfterMs);
    sentinels[0]?.resume();
    await comesBack(1, { masterPort: first.port, epoch: 5 });
    await comesBack(2, { masterPort: first.port, epoch: 5 });
    await waitFor('all are back', () => told('a Sentinel answers again') === 3, heardLimitMs);
    const [silence, refusal] = ['a Sentinel does not answer', 'a Sentinel refuses access'];
    const back = 'a Sentinel answers again';
    const warning = { level: 'warn', node: 'a' };
    expect(toldOf(hung)).toEqual([
      { ...warning, sentinel: hung, message: silence },
      { level: 'info', node: 'a', sentinel: hung, message: back },
    ]);
    expect(toldOf(gone)).toEqual([
      { ...warning, sentinel: gone, message: silence, reason: 'ECONNREFUSED' },
      { level: 'info', node: 'a', sentinel: gone, message: back },
    ]);
    expect(toldOf(closed)).toEqual([
      { ...warning, sentinel: closed, message: refusal, reason: 'NOAUTH' },
      { level: 'info', node: 'a', sentinel: closed, message: back },
    ]);
  });

  it('connects on and on to one that refuses to say where the master is', async () => {
    const [limited] = sentinels;
    const allowed = ['+subscribe', '+info', '+acl', '+client'];
    await limited?.call('ACL', 'SETUSER', 'default', '-@all', ...allowed);
    await limited?.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await waitFor('it is told of', () => toldOf().length === 1, heardLimitMs);
    expect(toldOf()).toMatchObject([{ message: 'a Sentinel refuses access', reason: 'NOPERM' }]);
    await limited?.call('ACL', 'SETUSER', 'default', '+@all');
    await waitFor('it is back', () => told('a Sentinel answers again') === 1, heardLimitMs);
  });

  async function comesBack(at: number, says: Omit<LoneSentinelOptions, 'port'>): Promise<void> {
    await sentinels[at]?.stop();
    sentinels[at] = await startLoneSentinel({ port: ports[at] ?? 0, ...says });
  }

  /** Of one of them, or of any. */
  function toldOf(place?: string): LoggedLine[] {
    return log.lines.filter(({ sentinel }) =>
      place === undefined ? sentinel !== undefined : sentinel === place,
    );
  }

  function told(message: string): number {
    return log.lines.filter((line) => line.message === message).length;
  }
});

function keysOf(server: RedisServer): Promise<number> {
  const client = server.client({ password });
  return client.dbsize().finally(() => {
    client.disconnect();
  });
}

async function isListenedTo(sentinel: SentinelProcess): Promise<boolean> {
  return String(await sentinel.call('CLIENT', 'LIST')).includes(' sub=1 ');
}

/** @returns How many connections others have made since. */
async function countConnections(
  sentinel: SentinelProcess | undefined,
): Promise<() => Promise<number>> {
  const made = async (): Promise<number> => {
    const stats = String(await sentinel?.call('INFO', 'stats'));
    return Number(/total_connections_received:(\d+)/.exec(stats)?.[1]);
  };
  const before = await made();
  let own = 0;
  return async () => {
    own += 1;
    return (await made()) - before - own;
  };
}
