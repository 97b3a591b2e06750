import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Placement } from '../../../../src/ring/placement.ts';
import { Mover } from '../../../../src/store/moving/mover.ts';
import type { MoveOptions, MoveProgress } from '../../../../src/store/operator/ring-operations.ts';
import { unavailable } from '../../../../src/store/redis/reply-error.ts';
import { FencedOut } from '../../../../src/store/fenced-out.ts';
import type { Checkpoint } from '../../../../src/store/ring-memory.ts';
import { draftOf } from '../../../support/session-fixtures.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { MovableRing, placedNode, ringOfTwo } from './movable-ring.ts';

const addC = { kind: 'add', node: placedNode('c') } as const;

function optionsOf(changes: Partial<MoveOptions> = {}): MoveOptions {
  return {
    ratePerSecond: undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Which node has each record; fails when one is on two. */
async function places(ring: MovableRing): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const nodeId of ['a', 'b', 'c']) {
    for (const id of await idsOn(ring, nodeId)) {
      if (found.has(id)) throw new Error(`${id} is on ${found.get(id) ?? ''} and on ${nodeId}`);
      found.set(id, nodeId);
    }
  }
  return found;
}

async function idsOn(ring: MovableRing, nodeId: string): Promise<Set<string>> {
  const ids = new Set<string>();
  let cursor = '0';
  do {
    const page = await ring.node(nodeId).moves.scanIds(cursor, 1_000);
    for (const id of page.ids) ids.add(id);
    cursor = page.cursor;
  } while (cursor !== '0');
  return ids;
}

function idOn({ ring }: Placement, nodeId: string): string {
  for (;;) {
    const { id } = draftOf();
    if (ring.owner(id) === nodeId) return id;
  }
}

async function expectAllAtOwners(ring: MovableRing, ids: readonly string[]): Promise<void> {
  const found = await places(ring);
  expect(found.size).toBe(ids.length);
  for (const id of ids) expect(found.get(id)).toBe(ring.placement.ring.owner(id));
}

describe('Mover', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('moves every record to its owner and makes the ring stable', async () => {
    const { ring, ids } = await ringOfTwo(3_000);
    await ring.begin(addC);
    const due = ids.filter((id) => ring.placement.owners(id).src !== undefined).length;
    const summary = await new Mover(ring, 'm', optionsOf()).run();
    expect(ring.placement.isMoving).toBe(false);
    expect(summary).toMatchObject({ epoch: 3, moved: due });
    expect(summary.scanned).toBeGreaterThanOrEqual(ids.length);
    await expectAllAtOwners(ring, ids);
  });

  it('empties a node that is removed, and tells it of the ring that is stable', async () => {
    const { ring, ids, nodes } = await ringOfTwo(500);
    await ring.begin({ kind: 'remove', id: 'a' });
    await new Mover(ring, 'm', optionsOf()).run();
    await expectAllAtOwners(ring, ids);
    expect(await nodes[0]?.countSessions()).toBe(0);
    expect((await nodes[0]?.ring.readTopology())?.epoch).toBe(3);
  });

  it('moves nothing that need not move', async () => {
    const { ring, ids } = await ringOfTwo(500);
    const before = await places(ring);
    await ring.begin(addC);
    await new Mover(ring, 'm', optionsOf()).run();
    const after = await places(ring);
    for (const id of ids) {
      if (after.get(id) !== 'c') expect(after.get(id)).toBe(before.get(id));
    }
  });

  it('leaves a record that is at its owner as it is there', async () => {
    const { ring, ids } = await ringOfTwo(200);
    await ring.begin(addC);
    const id = ids.find((one) => ring.placement.owners(one).src !== undefined) ?? '';
    const { fence } = ring.placement;
    const newer = draftOf({ id, values: new Map([['k', '"newer"']]) });
    await ring.node('c').create(newer, fence);
    await new Mover(ring, 'm', optionsOf()).run();
    await expectAllAtOwners(ring, ids);
    const outcome = await ring.node('c').moves.exportRecord(id, ring.placement.fence);
    expect(JSON.stringify(outcome)).toContain('newer');
  });

  it('removes a record from a node that owned it neither before nor now', async () => {
    const { ring, ids } = await ringOfTwo(200);
    const stray = draftOf();
    const other = ring.placement.ring.owner(stray.id) === 'a' ? 'b' : 'a';
    await ring.node(other).create(stray, ring.placement.fence);
    await ring.begin(addC);
    await new Mover(ring, 'm', optionsOf()).run();
    await expectAllAtOwners(ring, ids);
  });

  it('lets nobody put a record by the ring of before on a node that it has looked through', async () => {
    const { ring, nodes } = await ringOfTwo(0);
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    const before = ring.placement;
    // Away while the change begins.
    jest.spyOn(a.ring, 'install').mockResolvedValueOnce({ state: 'installed' });
    await ring.begin({ kind: 'remove', id: 'a' });
    const acknowledged: string[] = [];
    const scanIds = a.moves.scanIds.bind(a.moves);
    let passes = 0;
    jest.spyOn(a.moves, 'scanIds').mockImplementation(async (cursor, count) => {
      const page = await scanIds(cursor, count);
      passes += 1;
      if (passes !== 2) return page;
      const draft = draftOf({ id: idOn(before, 'a') });
      const outcome = await a.create(draft, before.fence).catch(() => undefined);
      if (outcome) acknowledged.push(draft.id);
      return page;
    });
    await new Mover(ring, 'm', optionsOf()).run();
    await expectAllAtOwners(ring, acknowledged);
  });

  it('begins again with what came too late', async () => {
    const { ring, ids, clock, nodes } = await ringOfTwo(100);
    await ring.begin({ kind: 'remove', id: 'a' });
    const [a, b] = nodes;
    if (!a || !b) throw new Error('There are nodes a and b');
    const exportRecord = a.moves.exportRecord.bind(a.moves);
    let isFirst = true;
    jest.spyOn(a.moves, 'exportRecord').mockImplementation((id, fence) => {
      if (isFirst) clock.advance(2_001);
      isFirst = false;
      return exportRecord(id, fence);
    });
    const imports = jest.spyOn(b.moves, 'importRecord');
    const moved = (await idsOn(ring, 'a')).size;
    expect(await new Mover(ring, 'm', optionsOf()).run()).toMatchObject({ moved });
    await expectAllAtOwners(ring, ids);
    // The time that a copy takes begins before it is made.
    const outcomes = await Promise.all(imports.mock.results.map(({ value }) => value));
    expect(new Set(outcomes)).toEqual(new Set(['late', 'imported']));
  });

  it('goes over a node until two passes have found nothing', async () => {
    const { ring, nodes } = await ringOfTwo(50);
    await ring.begin({ kind: 'remove', id: 'a' });
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    const pages = jest.spyOn(a.moves, 'scanIds');
    await new Mover(ring, 'm', optionsOf()).run();
    expect(pages.mock.calls.filter(([cursor]) => cursor === '0')).toHaveLength(3);
  });

  it('comes to an end although a node lists what has no record', async () => {
    const { ring, ids, nodes } = await ringOfTwo(50);
    const strange = [idOn(ring.placement, 'a'), idOn(ring.placement, 'b')];
    await ring.begin({ kind: 'remove', id: 'a' });
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    const scanIds = a.moves.scanIds.bind(a.moves);
    jest.spyOn(a.moves, 'scanIds').mockImplementation(async (cursor, count) => {
      const page = await scanIds(cursor, count);
      return { ...page, ids: [...page.ids, ...strange] };
    });
    await new Mover(ring, 'm', optionsOf()).run();
    jest.restoreAllMocks();
    await expectAllAtOwners(ring, ids);
  });

  it('does not count a pass in which a node was away, since its ids may come in another order', async () => {
    const { ring, nodes } = await ringOfTwo(50);
    await ring.begin({ kind: 'remove', id: 'a' });
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    const scanIds = a.moves.scanIds.bind(a.moves);
    const pages = jest.spyOn(a.moves, 'scanIds');
    pages.mockImplementation((cursor, count) => {
      // The second pass, which finds nothing.
      return pages.mock.calls.length === 2
        ? Promise.reject(unavailable('a'))
        : scanIds(cursor, count);
    });
    await new Mover(ring, 'm', optionsOf()).run();
    expect(pages).toHaveBeenCalledTimes(5);
  });

  it('does not count a pass that another one had begun, which may have missed something', async () => {
    const { ring, ids } = await ringOfTwo(50);
    await ring.begin({ kind: 'remove', id: 'a' });
    const counts = { scanned: 50, moved: 0, total: 50, startedAt: 0 };
    // Past all ids.
    const checkpoint = { ...counts, cursor: '~', emptyPasses: 1, foundInPass: false };
    await ring.node('a').ring.writeCheckpoint(checkpoint, ring.placement.fence);
    await new Mover(ring, 'm', optionsOf()).run();
    await expectAllAtOwners(ring, ids);
  });

  it.each([
    ['records leave', addC],
    ['they only go to', { kind: 'remove', id: 'a' }],
  ] as const)(
    'does not settle the ring before a node that %s has learned of it',
    async (_what, change) => {
      const { ring, ids } = await ringOfTwo(50);
      await ring.begin(change);
      const ensureInstalled = ring.ensureInstalled.bind(ring);
      const seen: MoveProgress[] = [];
      let isAway = true;
      jest.spyOn(ring, 'ensureInstalled').mockImplementation((id) => {
        return isAway && id === 'b' ? Promise.reject(unavailable(id)) : ensureInstalled(id);
      });
      const onProgress = (progress: MoveProgress): unknown => seen.push(progress);
      const running = new Mover(ring, 'm', optionsOf({ onProgress })).run();
      await waitFor('it waits for b', () => seen.at(-1)?.waitingFor.includes('b') === true);
      expect(ring.placement.isMoving).toBe(true);
      isAway = false;
      expect(await running).toMatchObject({ epoch: 3 });
      await expectAllAtOwners(ring, ids);
    },
  );

  it('goes on after a node has forgotten the topology', async () => {
    const { ring, ids, nodes } = await ringOfTwo(300);
    await ring.begin({ kind: 'remove', id: 'a' });
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    jest
      .spyOn(a.moves, 'exportRecord')
      .mockImplementationOnce(() => Promise.reject(new FencedOut('a', undefined)));
    const installed = jest.spyOn(ring, 'reconcile');
    await new Mover(ring, 'm', optionsOf()).run();
    expect(installed).toHaveBeenCalledTimes(1);
    await expectAllAtOwners(ring, ids);
  });

  it('leaves a moving ring when it is broken off, and goes on from there', async () => {
    const { ring, ids } = await ringOfTwo(2_000);
    await ring.begin({ kind: 'remove', id: 'a' });
    const due = (await idsOn(ring, 'a')).size;
    const broken = new AbortController();
    const first = new Mover(ring, 'm', optionsOf({ ratePerSecond: 2_000, signal: broken.signal }));
    const running = first.run();
    await waitFor('some have moved', async () => (await idsOn(ring, 'a')).size < due - 300);
    broken.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(ring.placement.isMoving).toBe(true);
    const left = (await idsOn(ring, 'a')).size;
    expect(left).toBeGreaterThan(0);
    const checkpoint = await ring.node('a').ring.readCheckpoint(ring.placement.fence);
    expect(checkpoint?.moved).toBeGreaterThan(0);
    const summary = await new Mover(ring, 'n', optionsOf()).run();
    expect(summary.moved).toBe((checkpoint?.moved ?? 0) + left);
    await expectAllAtOwners(ring, ids);
  });

  it('has written down how far each node has come by the time that it is broken off', async () => {
    const { ring, nodes } = await ringOfTwo(2_000);
    await ring.begin(addC);
    const [, b] = nodes;
    if (!b) throw new Error('There is no node b');
    const writeCheckpoint = b.ring.writeCheckpoint.bind(b.ring);
    let written: Checkpoint | undefined;
    jest.spyOn(b.ring, 'writeCheckpoint').mockImplementation(async (checkpoint, fence) => {
      for (let turn = 0; turn < 20; turn++) await setImmediate();
      await writeCheckpoint(checkpoint, fence);
      written = checkpoint;
    });
    const due = (await idsOn(ring, 'b')).size;
    const broken = new AbortController();
    const options = optionsOf({ ratePerSecond: 2_000, signal: broken.signal });
    const running = new Mover(ring, 'm', options).run();
    await waitFor('some have moved', async () => (await idsOn(ring, 'b')).size < due - 100);
    broken.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(written?.moved).toBe(due - (await idsOn(ring, 'b')).size);
  });

  it('watches while another one has the lease, and hears that the ring is stable', async () => {
    const { ring, ids, nodes } = await ringOfTwo(1_000);
    const second = new MovableRing(ring.placement.topology, nodes);
    await ring.begin(addC);
    await second.adopt(ring.placement.topology);
    const seen: MoveProgress[] = [];
    const one = new Mover(ring, 'm', optionsOf({ ratePerSecond: 500 })).run();
    await waitFor('the first has the lease', async () => {
      return (await ring.node('a').ring.takeLease('probe', 1)) === 'm';
    });
    const onProgress = (progress: MoveProgress): unknown => seen.push(progress);
    const two = new Mover(second, 'n', optionsOf({ onProgress })).run();
    const summaries = await Promise.all([one, two]);
    expect(second.placement.topology).toEqual(ring.placement.topology);
    expect(seen.some(({ isWatching, moved }) => isWatching && moved > 0)).toBe(true);
    expect(summaries.map(({ epoch }) => epoch)).toEqual([3, 3]);
    await expectAllAtOwners(ring, ids);
  });

  it('does no harm beside another one', async () => {
    const { ring, ids, nodes } = await ringOfTwo(3_000);
    for (const node of nodes) {
      jest.spyOn(node.ring, 'takeLease').mockImplementation((holder) => Promise.resolve(holder));
    }
    const second = new MovableRing(ring.placement.topology, nodes);
    await ring.begin(addC);
    await second.adopt(ring.placement.topology);
    await Promise.all([
      new Mover(ring, 'm', optionsOf()).run(),
      new Mover(second, 'n', optionsOf()).run(),
    ]);
    expect(second.placement.topology).toEqual(ring.placement.topology);
    await expectAllAtOwners(ring, ids);
  });

  it('stops when another one has taken the lease, and watches', async () => {
    const { ring, nodes } = await ringOfTwo(1_000);
    await ring.begin(addC);
    const broken = new AbortController();
    const seen: MoveProgress[] = [];
    const options = optionsOf({
      ratePerSecond: 20,
      signal: broken.signal,
      onProgress: (progress) => seen.push(progress),
    });
    const running = new Mover(ring, 'm', options).run();
    await waitFor('it moves', () => seen.some(({ isWatching }) => !isWatching));
    jest.spyOn((nodes[0] ?? ring.node('a')).ring, 'takeLease').mockResolvedValue('another');
    await waitFor('it watches', () => seen.at(-1)?.isWatching === true);
    broken.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
