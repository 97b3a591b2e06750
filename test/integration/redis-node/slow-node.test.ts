import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandOutcome, NodeObserver } from '../../../src/store/node-observer.ts';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import type { BreakerState } from '../../../src/store/session-node.ts';
import type { SessionProof } from '../../../src/session/session-store.ts';
import { RedisProxy } from '../../support/redis-proxy.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import { created, sessionOf } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { atOnceMs, RecordingLog, timed } from './node-fixtures.ts';

const maxCommands = 20;

const unavailable = { name: 'SessionError', code: 'SESSION_STORE_UNAVAILABLE' };

/** Keeps what it is told, but for the commands that a node asks to keep the ring. */
class ObserverInHand implements NodeObserver {
  readonly ended: CommandOutcome[] = [];
  readonly elapsedMs: number[] = [];
  readonly traced: CommandOutcome[] = [];
  readonly statuses: string[] = [];

  commandEnded(_id: string, command: string, outcome: CommandOutcome, elapsedMs: number): void {
    if (command !== 'load') return;
    this.ended.push(outcome);
    this.elapsedMs.push(elapsedMs);
  }

  traceCommand(_id: string, command: string): (outcome: CommandOutcome) => void {
    return (outcome) => {
      if (command === 'load') this.traced.push(outcome);
    };
  }

  statusChanged(_id: string, status: string, reason?: string): void {
    this.statuses.push(reason === undefined ? status : `${status} (${reason})`);
  }

  count(outcome: CommandOutcome): number {
    return this.ended.filter((each) => each === outcome).length;
  }
}

describe('a slow Redis node', () => {
  let server: RedisServer;
  let proxy: RedisProxy;
  let node: RedisSessionNode;
  let observer: ObserverInHand;
  let log: RecordingLog;
  const looks: NodeJS.Timeout[] = [];

  beforeEach(async () => {
    server = await RedisServer.start();
    proxy = await RedisProxy.start(server);
    observer = new ObserverInHand();
    log = new RecordingLog();
    const options = { id: 'a', kind: 'redis', url: proxy.url, log, maxCommands, observer } as const;
    node = new RedisSessionNode(options);
    await node.connect();
  });

  afterEach(async () => {
    for (const look of looks.splice(0)) clearInterval(look);
    server.resume();
    await node.close();
    await proxy.stop();
    await server.stop();
  });

  function loads(count: number, draft: SessionProof): ReturnType<typeof timed>[] {
    return Array.from({ length: count }, () => timed(storeOn(node).load(draft, 'metadata')));
  }

  /** The states of its breaker from now on, each once it has another one; looked at every few milliseconds. */
  function breakerStates(): BreakerState[] {
    const states: BreakerState[] = [];
    const look = setInterval(() => {
      if (node.breaker !== states.at(-1)) states.push(node.breaker);
    }, 2);
    looks.push(look);
    return states;
  }

  it('takes so many commands and refuses the others at once, saying why', async () => {
    const draft = await created(storeOn(node));
    proxy.delay(200);
    const attempts = loads(100, draft);
    const refused = await Promise.all(attempts.slice(maxCommands));
    for (const { outcome } of refused) {
      expect(outcome).toMatchObject({
        ...unavailable,
        cause: {
          message: 'node a',
          cause: {
            message:
              '20 commands are under way, which is all that RINGGATE_NODE_MAX_COMMANDS allows',
          },
        },
      });
    }
    // Plain commands are counted too.
    await expect(node.ping()).rejects.toMatchObject(unavailable);
    const taken = await Promise.all(attempts.slice(0, maxCommands));
    for (const { outcome } of taken) expect(outcome).toMatchObject({ state: 'found' });
    const longest = Math.max(...refused.map(({ tookMs }) => tookMs));
    expect(longest).toBeLessThan(Math.min(...taken.map(({ tookMs }) => tookMs)));
    expect([observer.count('answered'), observer.count('overfull')]).toEqual([20, 80]);
    expect(observer.traced).toHaveLength(20);
    expect(node.status).toBe('UP');
    expect(log.lines.filter(({ message }) => message.includes('under way'))).toHaveLength(1);

    // What was answered makes room.
    proxy.delay(0);
    for (const attempt of loads(maxCommands, draft)) {
      expect((await attempt).outcome).toMatchObject({ state: 'found' });
    }
  });

  it('counts plain commands with the others', async () => {
    const draft = await created(storeOn(node));
    proxy.delay(200);
    const pings = Array.from({ length: maxCommands }, () => node.ping());
    const [refused] = loads(1, draft);
    expect((await refused)?.outcome).toMatchObject(unavailable);
    await Promise.all(pings);
  });

  it('still counts what nobody waits for any more, until it is answered or lost', async () => {
    const draft = await created(storeOn(node));
    server.pause();
    const late = await Promise.all(loads(maxCommands, draft));
    for (const { outcome } of late) expect(outcome).toMatchObject(unavailable);
    expect(observer.count('timed-out')).toBe(maxCommands);
    await waitFor('the node is down', () => node.status === 'DOWN', 1_000);
    server.resume();
    await waitFor('the node is up', () => node.status === 'UP', 2_000);
    const again = await Promise.all(loads(maxCommands, draft));
    for (const { outcome } of again) expect(outcome).toMatchObject({ state: 'found' });
  });

  it('is not DOWN for one command that was late', async () => {
    const draft = await created(storeOn(node));
    proxy.hold('replies');
    const [first] = loads(1, draft);
    await waitFor('it is late', () => node.isLate);
    expect((await first)?.outcome).toMatchObject(unavailable);
    // Who may choose another node is sent there meanwhile.
    await expect(node.create({ id: draft.id } as never, '0 none')).rejects.toMatchObject(
      unavailable,
    );
    // The answer to the PING that was sent then, and to all that comes from now on.
    proxy.release();
    sessionOf(await storeOn(node).load(draft, 'metadata'));
    await waitFor('it has answered', () => !node.isLate);
    expect(node.status).toBe('UP');
    expect(node.breaker).toBe('closed');
    expect(observer.statuses).toEqual(['UP']);
    expect(observer.ended).toEqual(['timed-out', 'answered']);
    expect(observer.elapsedMs[0]).toBeGreaterThan(350);
  });

  it('is DOWN after three late commands in a row, until it answers in time', async () => {
    const draft = await created(storeOn(node));
    const states = breakerStates();
    proxy.delay(700);
    await Promise.all(loads(3, draft));
    expect(node.status).toBe('DOWN');
    expect(node.breaker).not.toBe('closed');
    const { outcome, tookMs } = await timed(storeOn(node).load(draft, 'metadata'));
    expect(outcome).toMatchObject(unavailable);
    expect(tookMs).toBeLessThan(atOnceMs);
    expect(observer.ended.at(-1)).toBe('rejected');
    // A new connection is no better: nothing that it is asked is answered in time.
    await waitFor(
      'it was connected to anew',
      () => states.filter((state) => state === 'half-open').length >= 2,
    );
    expect(node.status).toBe('DOWN');
    proxy.delay(0);
    await waitFor('the node is up', () => node.status === 'UP', 3_000);
    expect(node.breaker).toBe('closed');
    expect(observer.statuses).toEqual(['UP', 'DOWN (command timed out)', 'UP']);
    sessionOf(await storeOn(node).load(draft, 'metadata'));
  });

  it('is probed about once a second while it hangs', async () => {
    server.pause();
    await timed(node.ping());
    await waitFor('the node is down', () => node.status === 'DOWN', 1_000);
    const states = breakerStates();
    const probes = (): number => states.filter((state) => state === 'half-open').length;
    await waitFor('it is probed', () => probes() > 0);
    const before = probes();
    const startedAt = performance.now();
    await waitFor('it was probed twice more', () => probes() === before + 2);
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  });
});
