import { describe, expect, it } from '@jest/globals';
import type { Topology } from '../../src/ring/topology.ts';
import type { Checkpoint } from '../../src/store/ring-memory.ts';
import { firstTopologyOf } from '../support/ring-of-nodes.ts';
import { drawUserId } from '../support/session-fixtures.ts';
import { waitFor } from '../support/wait-for.ts';
import type { Nodes } from './node-under-test.ts';

const first = firstTopologyOf([{ id: 'one' }, { id: 'other' }]);

/** A topology of the same ring. */
export function topologyOf(epoch: number, changeId = `change-${epoch}`): Topology {
  return { ...first, epoch, changeId };
}

/** Registers the tests of what a node keeps for the ring. They come first: no test takes a topology off a node again. */
export function describeInstall(nodes: Nodes): void {
  describe('what a node keeps for the ring', () => {
    it('is nothing at first', async () => {
      const { one } = nodes();
      expect(await one.ring.readTopology()).toBeUndefined();
      expect(await one.ring.readCheckpoint('1 change-1')).toBeUndefined();
    });

    it('replaces nothing by compare-and-set where there is nothing', async () => {
      const { one } = nodes();
      const replacing = one.ring.install(topologyOf(2), '1 change-1');
      await expect(replacing).rejects.toMatchObject({ name: 'FencedOut', newer: undefined });
      expect(await one.ring.readTopology()).toBeUndefined();
    });

    it('is the newest topology that was installed', async () => {
      const { one } = nodes();
      expect(await one.ring.install(topologyOf(1))).toEqual({ state: 'installed' });
      expect(await one.ring.install(topologyOf(3))).toEqual({ state: 'installed' });
      expect(await one.ring.install(topologyOf(3))).toEqual({ state: 'installed' });
      const older = await one.ring.install(topologyOf(2));
      expect(older).toEqual({ state: 'newer', topology: topologyOf(3) });
      expect(await one.ring.readTopology()).toEqual(topologyOf(3));
    });

    it('is not another change of the same epoch', async () => {
      const { one } = nodes();
      const outcome = await one.ring.install(topologyOf(3, 'another'));
      expect(outcome).toEqual({ state: 'split', topology: topologyOf(3) });
      expect(await one.ring.readTopology()).toEqual(topologyOf(3));
    });

    it('is not a topology of another ring, however new', async () => {
      const { one } = nodes();
      const outcome = await one.ring.install({ ...topologyOf(9), ringId: 'another' });
      expect(outcome).toEqual({ state: 'foreign', topology: topologyOf(3) });
      expect(await one.ring.readTopology()).toEqual(topologyOf(3));
    });

    it('is replaced by one of several changes that want to replace the same one', async () => {
      const { one } = nodes();
      const wishes = ['ann', 'bob', 'carl'].map((name) => topologyOf(4, name));
      const outcomes = await Promise.all(
        wishes.map((wish) => one.ring.install(wish, '3 change-3')),
      );
      expect(outcomes.map(({ state }) => state).sort()).toEqual(['installed', 'split', 'split']);
      const winner = wishes[outcomes.findIndex(({ state }) => state === 'installed')];
      expect(await one.ring.readTopology()).toEqual(winner);
    });

    it('is not replaced by a change that knows only what was there before', async () => {
      const { one } = nodes();
      await one.ring.install(topologyOf(6));
      const outcome = await one.ring.install(topologyOf(5), '3 change-3');
      expect(outcome).toEqual({ state: 'newer', topology: topologyOf(6) });
      const behind = one.ring.install(topologyOf(8), '7 change-7');
      await expect(behind).rejects.toMatchObject({ name: 'FencedOut', newer: undefined });
      expect(await one.ring.readTopology()).toEqual(topologyOf(6));
    });

    it('is told to those who listen', async () => {
      const { one, allHeard } = nodes();
      let heard = 0;
      const stop = await one.ring.listenForInstalls(() => (heard += 1));
      await one.ring.install(topologyOf(6));
      await one.ring.install(topologyOf(7));
      await waitFor('it was told', () => heard === 1);
      stop();
      await one.ring.install(topologyOf(8));
      await allHeard();
      expect(heard).toBe(1);
    });

    it('has the right to move records for one at a time', async () => {
      const { one, elapse } = nodes();
      const [ann, bob] = [drawUserId(), drawUserId()];
      expect(await one.ring.takeLease(ann, 500)).toBe(ann);
      expect(await one.ring.takeLease(bob, 500)).toBe(ann);
      expect(await one.ring.takeLease(ann, 100)).toBe(ann);
      await elapse(101);
      expect(await one.ring.takeLease(bob, 500)).toBe(bob);
      await one.ring.endLease(ann);
      expect(await one.ring.takeLease(ann, 500)).toBe(bob);
      await one.ring.endLease(bob);
      expect(await one.ring.takeLease(ann, 500)).toBe(ann);
      await one.ring.endLease(ann);
    });

    it('has how far moving has come, for one topology', async () => {
      const { one } = nodes();
      const checkpoint: Checkpoint = {
        cursor: '17',
        emptyPasses: 1,
        foundInPass: true,
        scanned: 5,
        moved: 3,
        total: 9,
        startedAt: 1_700_000_000_000,
      };
      await one.ring.writeCheckpoint(checkpoint, '8 change-8');
      expect(await one.ring.readCheckpoint('8 change-8')).toEqual(checkpoint);
      expect(await one.ring.readCheckpoint('9 change-9')).toBeUndefined();
    });
  });
}
