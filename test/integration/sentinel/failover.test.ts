import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SessionDraft } from '../../../src/session/session-store.ts';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { changed, setOf, valuesOf } from '../../support/session-fixtures.ts';
import { waitFor } from '../../support/wait-for.ts';
import { RecordingLog, type LoggedLine } from '../redis-node/node-fixtures.ts';
import { FailoverLoad } from './failover-load.ts';
import { countersOn, ringHash, startSentinelRing, type SentinelRing } from './sentinel-ring.ts';

const faults = [
  { name: 'killed', limitMs: 5_000 },
  { name: 'hung', limitMs: 8_000 },
] as const;

interface Course {
  readonly rig: SentinelRing;
  readonly load: FailoverLoad;
  readonly answeredAfterMs: number;
  readonly ringBefore: unknown;
  readonly replicaBefore: readonly number[];
  readonly quiet: SessionDraft;
  readonly notices: NoticeRecorder;
  /** One of another gateway, which asks nothing. */
  readonly idle: {
    readonly node: RedisSessionNode;
    readonly lines: readonly LoggedLine[];
    readonly linesBefore: number;
  };
}

describe('a ring of masters behind Sentinels', () => {
  const courses = new Map<string, Course>();
  const closers: (() => Promise<void>)[] = [];

  // Both at once, each on a ring of its own: most of the time is waiting.
  beforeAll(async () => {
    await Promise.all(
      faults.map(async ({ name, limitMs }) => courses.set(name, await failOver(name, limitMs))),
    );
  }, 40_000);

  afterAll(async () => {
    for (const close of closers.reverse()) await close();
  });

  describe.each(faults)('when one of them was $name', ({ name, limitMs }) => {
    const course = (): Course => {
      const found = courses.get(name);
      if (!found) throw new Error('It did not take place');
      return found;
    };

    it(`answers again for its sessions within ${limitMs} ms`, () => {
      expect(course().answeredAfterMs).toBeLessThan(limitMs);
    });

    it('answered for all sessions of the other without an error', () => {
      const { load } = course();
      expect(load.errors.filter(({ nodeId }) => nodeId === 'b')).toEqual([]);
      expect(load.errors.filter(({ nodeId }) => nodeId === 'a')).not.toEqual([]);
    });

    it('has every value that the replica had, and none that nobody asked for', async () => {
      const { load, replicaBefore } = course();
      for (const [at, { draft, asked }] of load.sessionsOf('a').entries()) {
        const [, text] = (await valuesOf(load.store, draft)).find(([key]) => key === 'n') ?? [];
        expect(Number(text)).toBeGreaterThanOrEqual(replicaBefore[at] ?? 0);
        expect(Number(text)).toBeLessThanOrEqual(asked);
      }
    });

    it('has every login and every end that was acknowledged', async () => {
      const { load } = course();
      expect(load.logins.length).toBeGreaterThan(5);
      expect(load.ended.length).toBeGreaterThan(5);
      const states = async (drafts: FailoverLoad['logins']): Promise<string[]> =>
        Promise.all(drafts.map(async (draft) => (await load.store.load(draft, 'metadata')).state));
      expect(new Set(await states(load.logins))).toEqual(new Set(['found']));
      expect(new Set(await states(load.ended))).toEqual(new Set(['ended']));
    });

    it('keeps the fence and the document of the ring', async () => {
      const { rig, ringBefore } = course();
      const { a } = rig.nodes;
      expect(await ringHash(a, a.replica)).toEqual(ringBefore);
      expect(rig.ring.placement.epoch).toBe(1);
      expect(rig.ring.node('a').status).toBe('UP');
    });

    it('is with the new master also where nothing was asked of it meanwhile', async () => {
      const { idle } = course();
      await waitFor('the idle node is UP again', () =>
        idle.lines.slice(idle.linesBefore).some(({ message }) => message === 'the node is up'),
      );
      expect(idle.node.status).toBe('UP');
      await idle.node.ping();
    });

    it('tells listeners that they may have missed something, then of changes again', async () => {
      const { load, notices, quiet } = course();
      expect(await notices.heard(1)).toEqual(['missed']);
      await changed(load.store, quiet, setOf(['a', '1']));
      expect(await notices.heard(2)).toEqual(['missed', 'changed']);
      notices.stop();
    });
  });

  it('writes nothing to a master that hung and goes on', async () => {
    const course = courses.get('hung');
    if (!course) throw new Error('It did not take place');
    const { load, rig } = course;
    const { a } = rig.nodes;
    const those = load.sessionsOf('a');
    a.master.resume();
    const written = those.map(({ acknowledged }) => acknowledged);
    await waitFor('each was written to ten times more', () =>
      those.every(({ acknowledged }, at) => acknowledged >= (written[at] ?? 0) + 10),
    );
    // What was under way when it hung it may do now.
    const ids = those.map(({ draft }) => draft.id);
    const there = await countersOn(a, a.master, ids);
    expect(there.filter((value, at) => value >= (those[at]?.firstWritten ?? 0))).toEqual([]);
    const clients = await a.ask(a.master, (client) => client.call('CLIENT', 'LIST'));
    // Sentinels name themselves, and the one that asks comes over the socket.
    expect(String(clients)).not.toMatch(/ addr=127\S* .* name= /);
  });

  async function failOver(name: 'killed' | 'hung', limitMs: number): Promise<Course> {
    const rig = await startSentinelRing(1);
    closers.push(() => rig.stop());
    const { a } = rig.nodes;
    const load = await FailoverLoad.start(rig.ring, ['a', 'b'], 10);
    closers.push(() => load.stop());
    const idleLog = new RecordingLog();
    const idle = new RedisSessionNode({
      id: 'a',
      kind: 'redis+sentinel',
      url: a.url(),
      log: idleLog,
    });
    closers.push(() => idle.close());
    await idle.connect();
    const quiet = await load.quietSession('a');
    const notices = await NoticeRecorder.start(load.store, quiet.id);
    const ringBefore = await ringHash(a, a.master);
    const ids = load.sessionsOf('a').map(({ draft }) => draft.id);
    const replicaBefore = await countersOn(a, a.replica, ids);
    const linesBefore = idleLog.lines.length;
    load.faultBegins();
    if (name === 'killed') await a.master.kill();
    else a.master.pause();
    const answeredAfterMs = await load.answeredAfterMs('a', limitMs + 4_000);
    return {
      rig,
      load,
      answeredAfterMs,
      ringBefore,
      replicaBefore,
      quiet,
      notices,
      idle: { node: idle, lines: idleLog.lines, linesBefore },
    };
  }
});
