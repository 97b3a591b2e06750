import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SubscriberTimes } from '../../../src/store/redis/channel-subscriber.ts';
import type { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { CommandMonitor } from '../../support/command-monitor.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { assertNoKeyWithoutTtl, RedisServer } from '../../support/redis-server.ts';
import {
  changed,
  created,
  drawId,
  rotationOf,
  sessionOf,
  setOf,
} from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { atOnceMs, nodeOn, RecordingLog, timed } from './node-fixtures.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';

const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

describe('listening to sessions on a Redis server', () => {
  let server: RedisServer;
  const nodes: RedisSessionNode[] = [];

  beforeEach(async () => {
    server = await RedisServer.start({ appendOnly: true });
  });

  afterEach(async () => {
    server.resume();
    await Promise.all(nodes.splice(0).map((node) => node.close()));
    await assertNoKeyWithoutTtl(server);
    await server.stop();
  });

  async function connected(times: SubscriberTimes = {}): Promise<RedisSessionNode> {
    const node = nodeOn(server, new RecordingLog(), times);
    nodes.push(node);
    await node.connect();
    return node;
  }

  /** How many connections of this kind the server has. */
  function clients(type: 'pubsub' | 'normal'): Promise<number> {
    return server.ask(async (client) => {
      const list = String(await client.call('CLIENT', 'LIST', 'TYPE', type));
      return list.split('\n').filter((line) => line.includes('id=')).length;
    });
  }

  function killSubscribers(): Promise<unknown> {
    return server.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'pubsub'));
  }

  /** A number of INFO; 0 where it is not there. */
  async function statistic(pattern: RegExp): Promise<number> {
    const info = await server.ask((client) => client.info('all'));
    return Number(pattern.exec(info)?.[1] ?? 0);
  }

  function channels(): Promise<string[]> {
    return server.ask(async (client) => (await client.pubsub('CHANNELS', '*')) as string[]);
  }

  it('hears what another gateway does', async () => {
    const [here, there] = [await connected(), await connected()];
    const draft = await created(storeOn(there));
    const recorder = await NoticeRecorder.start(here, draft.id);
    await changed(storeOn(there), draft, setOf(['a', '1']));
    const rotation = rotationOf();
    await storeOn(there).rotate(draft, rotation);
    await storeOn(there).end(draft.id, { by: 'user', userId: rotation.login.userId });
    expect(await recorder.heard(3)).toEqual(['changed', 'renewed', 'ended']);
  });

  it('subscribes once however many listen, and unsubscribes after the last', async () => {
    const node = await connected();
    const id = drawId();
    // The connection is there by then.
    const other = await NoticeRecorder.start(node, drawId());
    const monitor = await CommandMonitor.start([server]);
    const commands = await monitor.during(async () => {
      const recorders = await Promise.all(
        Array.from({ length: 5 }, () => NoticeRecorder.start(node, id)),
      );
      recorders.push(await NoticeRecorder.start(node, id));
      for (const recorder of recorders) recorder.stop();
      await waitFor('it is left', async () => !(await channels()).includes(`e:{${id}}`));
    });
    expect(commands.filter(([name = '']) => name.endsWith('subscribe'))).toEqual([
      ['subscribe', `e:{${id}}`],
      ['unsubscribe', `e:{${id}}`],
    ]);
    monitor.stop();
    other.stop();
  });

  it('leaves no subscription when all have stopped, and no connection after a while', async () => {
    const node = await connected({ idleMs: 200 });
    const before = [await clients('pubsub'), await clients('normal')];
    const ids = Array.from({ length: 20 }, drawId);
    const recorders = await Promise.all(ids.map((id) => NoticeRecorder.start(node, id)));
    expect((await channels()).sort()).toEqual(ids.map((id) => `e:{${id}}`).sort());
    expect(await clients('pubsub')).toBe(1);
    for (const recorder of recorders) recorder.stop();
    await waitFor('no subscription is left', async () => (await channels()).length === 0);
    await waitFor('the connection is given up', async () => {
      const now = [await clients('pubsub'), await clients('normal')];
      return now.join() === before.join();
    });
    const again = await NoticeRecorder.start(node, ids[0] ?? '');
    expect(await channels()).toEqual([`e:{${ids[0] ?? ''}}`]);
    again.stop();
  });

  it('keeps the connection for who comes back soon', async () => {
    const node = await connected({ idleMs: 60_000 });
    (await NoticeRecorder.start(node, drawId())).stop();
    const before = await statistic(/total_connections_received:(\d+)/);
    (await NoticeRecorder.start(node, drawId())).stop();
    // That of the question itself.
    expect(await statistic(/total_connections_received:(\d+)/)).toBe(before + 1);
  });

  it('keeps the connection that somebody came back to', async () => {
    const node = await connected({ idleMs: 100 });
    const draft = await created(storeOn(node));
    (await NoticeRecorder.start(node, drawId())).stop();
    const recorder = await NoticeRecorder.start(node, draft.id);
    await setTimeout(300);
    await changed(storeOn(node), draft, setOf(['a', '1']));
    expect(await recorder.heard(1)).toEqual(['changed']);
  });

  it('sends a PING now and then while somebody listens, and nothing when nobody does', async () => {
    const node = await connected({ pingIntervalMs: 20 });
    const recorder = await NoticeRecorder.start(node, drawId());
    const pings = (): Promise<number> => statistic(/cmdstat_ping:calls=(\d+)/);
    const atFirst = await pings();
    await waitFor('it is sent', async () => (await pings()) > atFirst + 1);
    recorder.stop();
    await waitFor('no subscription is left', async () => (await channels()).length === 0);
    const atLast = await pings();
    await setTimeout(200);
    expect(await pings()).toBe(atLast);
  });

  it('says that something may have been missed when the server was killed and is back', async () => {
    const [here, there] = [await connected(), await connected()];
    const draft = await created(storeOn(here));
    const recorder = await NoticeRecorder.start(here, draft.id);
    await server.kill();
    await waitFor('the node is down', () => here.status === 'DOWN');
    const { outcome, tookMs } = await timed(here.listen(drawId(), () => undefined));
    expect(outcome).toMatchObject(unavailable);
    expect(tookMs).toBeLessThan(atOnceMs);
    await server.restart();
    expect(await recorder.heard(1)).toEqual(['missed']);
    await waitFor('the other node is up', () => there.status === 'UP');
    sessionOf(await changed(storeOn(there), draft, setOf(['a', '1'])));
    expect(await recorder.heard(2)).toEqual(['missed', 'changed']);
  });

  it('says so only when the sessions can be read again', async () => {
    const node = await connected();
    await server.ask(async (client) => {
      await client.config('SET', 'appendonly', 'no');
      const pipeline = client.pipeline();
      for (let i = 0; i < 500; i += 1) pipeline.set(`x:${i}`, '', 'PX', 600_000);
      await pipeline.exec();
      await client.save();
    });
    const statuses: string[] = [];
    const id = drawId();
    await node.listen(id, () => statuses.push(node.status));
    // A server that reads its data takes subscriptions: 500 keys of a millisecond each.
    const slowly = ['--key-load-delay', '1000', '--loading-process-events-interval-bytes', '1024'];
    await server.restart({ untilLoaded: false, args: ['--appendonly', 'no', ...slowly] });
    await waitFor('it is told', () => statuses.length > 0, 10_000);
    expect(statuses).toEqual(['UP']);
  });

  it('says so when only the connection that listens was lost', async () => {
    const node = await connected();
    const draft = await created(storeOn(node));
    const recorder = await NoticeRecorder.start(node, draft.id);
    const monitor = await CommandMonitor.start([server]);
    for (const round of [1, 2]) {
      const commands = await monitor.during(async () => {
        await killSubscribers();
        await recorder.heard(2 * round - 1);
      });
      expect(commands.filter(([name]) => name === 'subscribe')).toHaveLength(1);
      expect(node.status).toBe('UP');
      await changed(storeOn(node), draft, setOf(['a', '1']));
      await recorder.heard(2 * round);
    }
    monitor.stop();
    expect(recorder.kinds).toEqual(['missed', 'changed', 'missed', 'changed']);
  });

  it('finds out that the server is silent, though nobody asks it anything', async () => {
    const [here, there] = [await connected({ pingIntervalMs: 50 }), await connected()];
    const draft = await created(storeOn(there));
    const recorder = await NoticeRecorder.start(here, draft.id);
    server.pause();
    // Silent for longer than a PING is waited for.
    await setTimeout(1_000);
    expect(here.status).toBe('UP');
    server.resume();
    expect(await recorder.heard(1)).toEqual(['missed']);
    sessionOf(await changed(storeOn(there), draft, setOf(['a', '1'])));
    expect(await recorder.heard(2)).toEqual(['missed', 'changed']);
  });

  it('subscribes again to thousands, and tells each of them once', async () => {
    const node = await connected();
    const recorders: NoticeRecorder[] = [];
    while (recorders.length < 2_500) {
      const more = Array.from({ length: 250 }, () => NoticeRecorder.start(node, drawId()));
      recorders.push(...(await Promise.all(more)));
    }
    await killSubscribers();
    await Promise.all(recorders.map((recorder) => recorder.heard(1)));
    expect(await channels()).toHaveLength(2_500);
    expect(new Set(recorders.flatMap(({ kinds }) => kinds))).toEqual(new Set(['missed']));
    for (const recorder of recorders) recorder.stop();
    await waitFor('no subscription is left', async () => (await channels()).length === 0);
    expect(recorders.every(({ notices }) => notices.length === 1)).toBe(true);
  });

  it('rejects within a second when the server is silent, and leaves nothing behind', async () => {
    const node = await connected();
    server.pause();
    const ids = [drawId(), drawId()];
    const attempts = await Promise.all(ids.map((id) => timed(NoticeRecorder.start(node, id))));
    for (const { outcome, tookMs } of attempts) {
      expect(outcome).toMatchObject(unavailable);
      expect(tookMs).toBeLessThan(1_000);
    }
    server.resume();
    await waitFor('the server has no subscriber', async () => (await clients('pubsub')) === 0);
    expect(await channels()).toEqual([]);
    await waitFor('the node is up', () => node.status === 'UP');
    const recorder = await NoticeRecorder.start(node, ids[0] ?? '');
    expect(await channels()).toEqual([`e:{${ids[0] ?? ''}}`]);
    recorder.stop();
  });

  it('gives up a connection that is lost while nobody listens, and makes another for who comes', async () => {
    const node = await connected({ idleMs: 60_000 });
    const draft = await created(storeOn(node));
    (await NoticeRecorder.start(node, drawId())).stop();
    await waitFor('no subscription is left', async () => (await channels()).length === 0);
    await server.ask(async (client) => {
      const list = String(await client.call('CLIENT', 'LIST'));
      const [, id = ''] = /id=(\d+) .* cmd=unsubscribe /.exec(list) ?? [];
      await client.call('CLIENT', 'KILL', 'ID', id);
    });
    const before = await statistic(/total_connections_received:(\d+)/);
    // Longer than a lost connection takes to be made again.
    await setTimeout(400);
    expect(await statistic(/total_connections_received:(\d+)/)).toBe(before + 1);
    const recorder = await NoticeRecorder.start(node, draft.id);
    await changed(storeOn(node), draft, setOf(['a', '1']));
    expect(await recorder.heard(1)).toEqual(['changed']);
  });

  it('ends with the node: neither connection nor listener is left', async () => {
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
    const node = await connected();
    const draft = await created(storeOn(node));
    const recorder = await NoticeRecorder.start(node, draft.id);
    server.pause();
    const waiting = timed(NoticeRecorder.start(node, drawId()));
    const closed = timed(node.close());
    expect((await waiting).outcome).toMatchObject(unavailable);
    expect((await waiting).tookMs).toBeLessThan(400);
    expect((await closed).tookMs).toBeLessThan(1_500);
    server.resume();
    await waitFor('the server has no subscriber', async () => (await clients('pubsub')) === 0);
    await expect(NoticeRecorder.start(node, draft.id)).rejects.toMatchObject(unavailable);
    recorder.stop();
    expect(recorder.kinds).toEqual([]);
    await waitFor('no timer is left', () => {
      const left = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout');
      return left.length <= timers.length;
    });
  });
});
