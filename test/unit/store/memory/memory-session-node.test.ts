import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { MemorySessionNode } from '../../../../src/store/memory/memory-session-node.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import {
  changed,
  created,
  draftOf,
  ended,
  loaded,
  loginOf,
  sessionOf,
  setOf,
} from '../../../support/session-fixtures.ts';
import { storeOn } from '../../../support/ring-of-nodes.ts';

const timeouts = { idleTimeoutMs: 1_000, absoluteLifetimeMs: 5_000 };

describe('a memory node', () => {
  const open: MemorySessionNode[] = [];

  function start(): { node: MemorySessionNode; clock: ManualClock } {
    const clock = new ManualClock();
    const node = new MemorySessionNode('a', clock);
    open.push(node);
    return { node, clock };
  }

  afterEach(async () => {
    jest.useRealTimers();
    for (const node of open.splice(0)) await node.close();
  });

  it('ends a session at its idle deadline, not a millisecond before', async () => {
    const { node, clock } = start();
    const draft = await created(storeOn(node), { timeouts });
    clock.advance(100);
    expect((await loaded(storeOn(node), draft)).lastSeenAt).toBe(clock.now() - 100);
    clock.advance(1);
    expect((await loaded(storeOn(node), draft)).lastSeenAt).toBe(clock.now());
    clock.advance(999);
    expect((await storeOn(node).load(draft, 'all')).state).toBe('found');
    clock.advance(1_000);
    expect(await storeOn(node).load(draft, 'all')).toEqual({ state: 'gone' });
  });

  it('ends a session at its absolute deadline, not a millisecond before', async () => {
    const { node, clock } = start();
    const draft = await created(storeOn(node), { timeouts });
    for (let use = 0; use < 5; use++) {
      clock.advance(999);
      sessionOf(await changed(storeOn(node), draft, setOf(['a', '1'])));
    }
    clock.advance(4);
    expect((await storeOn(node).load(draft, 'all')).state).toBe('found');
    clock.advance(1);
    expect(await storeOn(node).load(draft, 'all')).toEqual({ state: 'gone' });
  });

  it('touches after 60 seconds however long the idle timeout is', async () => {
    const { node, clock } = start();
    const draft = draftOf();
    const { lastSeenAt } = sessionOf(await storeOn(node).create(draft));
    clock.advance(60_000);
    expect((await loaded(storeOn(node), draft)).lastSeenAt).toBe(lastSeenAt);
    clock.advance(1);
    expect((await loaded(storeOn(node), draft)).lastSeenAt).toBe(clock.now());
  });

  it('forgets a tombstone after five minutes', async () => {
    const { node, clock } = start();
    const draft = await ended(storeOn(node));
    clock.advance(299_999);
    expect(await storeOn(node).load(draft, 'all')).toEqual({ state: 'ended' });
    clock.advance(1);
    expect(await storeOn(node).load(draft, 'all')).toEqual({ state: 'gone' });
  });

  it('does not count a repeated end as a new one', async () => {
    const { node, clock } = start();
    const { id, secretHash } = await ended(storeOn(node));
    clock.advance(200_000);
    const again = await storeOn(node).end(id, { by: 'secret', secretHash, userId: undefined });
    expect(again).toEqual({ state: 'ended' });
    clock.advance(100_000);
    expect(await storeOn(node).load({ id, secretHash }, 'all')).toEqual({ state: 'gone' });
  });

  it('counts the live sessions', async () => {
    const { node, clock } = start();
    await created(storeOn(node), { timeouts });
    await created(storeOn(node));
    await ended(storeOn(node));
    expect(await node.countSessions()).toBe(2);
    clock.advance(1_000);
    expect(await node.countSessions()).toBe(1);
  });

  it('keeps no part of what a caller changes later', async () => {
    const { node } = start();
    const values = new Map([['a', '1']]);
    const draft = await created(storeOn(node), { values });
    values.set('a', '2');
    const { values: before } = await loaded(storeOn(node), draft);
    await changed(storeOn(node), draft, setOf(['a', '3']));
    expect(before).toEqual(new Map([['a', '1']]));
  });

  it('tells of a change those who listened when it was made, and still do', async () => {
    const { node } = start();
    const draft = await created(storeOn(node));
    const heard: string[] = [];
    const listen = (name: string): Promise<() => void> =>
      node.listen(draft.id, () => heard.push(name));
    const [stopLeft] = [await listen('left'), await listen('there')];
    const change = changed(storeOn(node), draft, setOf(['a', '1']));
    stopLeft();
    void listen('late');
    expect(heard).toEqual([]);
    await change;
    expect(heard).toEqual(['there']);
  });

  it('tells nothing once it is closed', async () => {
    const { node } = start();
    const draft = await created(storeOn(node));
    const heard: string[] = [];
    const stop = await node.listen(draft.id, ({ kind }) => heard.push(kind));
    const change = changed(storeOn(node), draft, setOf(['a', '1']));
    await node.close();
    await change;
    stop();
    expect(heard).toEqual([]);
  });

  it('tells nothing of a session that expires', async () => {
    const { node, clock } = start();
    const draft = await created(storeOn(node), { timeouts });
    const heard: string[] = [];
    await node.listen(draft.id, ({ kind }) => heard.push(kind));
    clock.advance(1_000);
    expect(await storeOn(node).load(draft, 'all')).toEqual({ state: 'gone' });
    expect(heard).toEqual([]);
  });

  it('frees what has expired without being asked, and stops when it is closed', async () => {
    jest.useFakeTimers();
    const { node, clock } = start();
    const sweeping = jest.getTimerCount();
    expect(sweeping).toBe(1);
    // More than it counts one by one, so that the count is of what is in memory.
    const count = 12_000;
    for (let made = 0; made < count; made++) {
      await storeOn(node).create(draftOf({ timeouts, login: loginOf() }));
    }
    await created(storeOn(node));
    clock.advance(1_000);
    expect(await node.countSessions()).toBe(count + 1);
    jest.advanceTimersByTime(5_000);
    expect(await node.countSessions()).toBe(1);
    await node.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});
