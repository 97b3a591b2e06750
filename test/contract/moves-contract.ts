import { beforeAll, describe, expect, it } from '@jest/globals';
import { fenceOf } from '../../src/ring/placement.ts';
import type { SessionDraft } from '../../src/session/session-store.ts';
import { deliveryTimeMs, type Delivery } from '../../src/store/record-moves.ts';
import type { SessionNode } from '../../src/store/session-node.ts';
import {
  draftOf,
  drawId,
  loginOf,
  rotationOf,
  sessionOf,
  setOf,
  updateOf,
} from '../support/session-fixtures.ts';
import { topologyOf } from './install-contract.ts';
import type { Nodes } from './node-under-test.ts';

const moving = topologyOf(30);
const fence = fenceOf(moving);
const gone = { state: 'gone', at: expect.any(Number) };

/** Registers the tests of a record that moves from one node to another. */
export function describeMoves(nodes: Nodes): void {
  describe('a record that moves', () => {
    beforeAll(async () => {
      const { one, other } = nodes();
      await one.ring.install(moving);
      await other.ring.install(moving);
    });

    async function kept(changes: Partial<SessionDraft> = {}): Promise<SessionDraft> {
      const draft = draftOf({ values: new Map([['a', '1']]), ...changes });
      sessionOf(await nodes().one.create(draft, fence));
      return draft;
    }

    async function deliveryOf(id: string, from: SessionNode, to: SessionNode): Promise<Delivery> {
      const outcome = await from.moves.exportRecord(id, fence);
      if (outcome.state !== 'copied') throw new Error(`The record is ${outcome.state}`);
      return { copy: outcome.copy, missedAt: await to.moves.time() };
    }

    async function move(id: string): Promise<void> {
      const { one, other } = nodes();
      const delivery = await deliveryOf(id, one, other);
      expect(await other.moves.importRecord(delivery, fence)).toBe('imported');
      await one.moves.removeRecord(id, delivery.copy.userId, fence);
    }

    function ending(
      draft: SessionDraft,
    ): readonly [string, { by: 'secret'; secretHash: string; userId: string | undefined }] {
      return [
        draft.id,
        { by: 'secret', secretHash: draft.secretHash, userId: draft.login?.userId },
      ];
    }

    it('is the same on the other node: values, login, deadlines, index', async () => {
      const { one, other } = nodes();
      const login = loginOf({ readOnlyKeys: ['card'] });
      const values = new Map([
        ['a\nb', '"ü\\n"'],
        ['card', '7'],
        ['empty', '""'],
      ]);
      const draft = await kept({ login, values });
      const before = sessionOf(await one.load(draft, 'all', { fence }));
      await move(draft.id);
      expect(await other.load(draft, 'all', { fence })).toEqual({
        state: 'found',
        session: before,
      });
      expect(await other.update(draft, updateOf(setOf(['card', '8'])), 'all', { fence })).toEqual({
        state: 'readOnly',
        key: 'card',
      });
      expect(await one.load(draft, 'all', { fence })).toEqual(gone);
      expect(await one.list(login.userId, 'metadata', fence)).toEqual([]);
      expect(await other.list(login.userId, 'metadata', fence)).toHaveLength(1);
    });

    it('is an anonymous one as well, without any index', async () => {
      const { other } = nodes();
      const draft = await kept();
      await move(draft.id);
      const session = sessionOf(await other.load(draft, 'all', { fence }));
      expect(session).toMatchObject({ login: undefined, values: new Map([['a', '1']]) });
    });

    it('is put down and used in one step', async () => {
      const { one, other } = nodes();
      const draft = await kept();
      const delivery = await deliveryOf(draft.id, one, other);
      const update = updateOf({ kind: 'increment', key: 'a', by: 2 });
      const outcome = await other.update(draft, update, 'all', { fence, delivery });
      expect(sessionOf(outcome).values).toEqual(new Map([['a', '3']]));
    });

    it('lives no longer on the other node than it would have', async () => {
      const { other, elapse } = nodes();
      const draft = await kept({ timeouts: { idleTimeoutMs: 300, absoluteLifetimeMs: 60_000 } });
      await move(draft.id);
      expect((await other.peek(draft, 'all', { fence })).state).toBe('found');
      await elapse(400);
      expect(await other.peek(draft, 'all', { fence })).toEqual(gone);
    });

    it('is left as it is where there is one', async () => {
      const { one, other } = nodes();
      const draft = await kept();
      const delivery = await deliveryOf(draft.id, one, other);
      await other.moves.importRecord(delivery, fence);
      await other.update(draft, updateOf(setOf(['a', '2'])), 'all', { fence });
      expect(await other.moves.importRecord(delivery, fence)).toBe('present');
      const session = sessionOf(await other.load(draft, 'all', { fence, delivery }));
      expect(session.values).toEqual(new Map([['a', '2']]));
    });

    it('does not come to where it was ended, and is ended there as before', async () => {
      const { one, other } = nodes();
      const draft = await kept();
      const delivery = await deliveryOf(draft.id, one, other);
      const outcome = await other.end(...ending(draft), { fence, delivery });
      expect(outcome).toEqual({ state: 'done' });
      expect(await other.moves.importRecord(delivery, fence)).toBe('ended');
      expect(await other.load(draft, 'all', { fence, delivery })).toEqual({ state: 'ended' });
      expect(await other.load(draft, 'all', { fence })).toEqual({ state: 'ended' });
    });

    it('does not come when it was under way for too long', async () => {
      const { one, other } = nodes();
      const draft = await kept();
      const { copy, missedAt } = await deliveryOf(draft.id, one, other);
      const late = { copy, missedAt: missedAt - deliveryTimeMs - 1 };
      expect(await other.moves.importRecord(late, fence)).toBe('late');
      expect(await other.load(draft, 'all', { fence, delivery: late })).toEqual({ state: 'late' });
      expect(await other.load(draft, 'all', { fence })).toEqual(gone);
    });

    it('is kept from coming back with the secret of before a login, and comes with the new one', async () => {
      const { one, other } = nodes();
      const draft = await kept();
      const delivery = await deliveryOf(draft.id, one, other);
      const rotation = rotationOf({ timeouts: { idleTimeoutMs: 200, absoluteLifetimeMs: 60_000 } });
      expect((await other.rotate(draft, rotation, { fence, delivery })).state).toBe('found');
      await nodes().elapse(201);
      expect(await other.moves.importRecord(delivery, fence)).toBe('ended');
      // It expired, so whoever comes with its cookie may begin anew.
      expect(await other.load(draft, 'all', { fence })).toEqual(gone);
      expect(await other.moves.exportRecord(draft.id, fence)).toEqual({ state: 'absent' });

      const again = await kept();
      const { userId } = rotation.login;
      await other.rotate(again, rotation, {
        fence,
        delivery: await deliveryOf(again.id, one, other),
      });
      const back = await deliveryOf(again.id, other, one);
      await one.moves.removeRecord(again.id, undefined, fence);
      expect(await one.moves.importRecord(back, fence)).toBe('imported');
      await other.moves.removeRecord(again.id, userId, fence);
      const forth = await deliveryOf(again.id, one, other);
      expect(await other.moves.importRecord(forth, fence)).toBe('imported');
    });

    it('is kept from coming back with the secret of before a login that came after an earlier move', async () => {
      const { one, other, elapse } = nodes();
      const draft = await kept();
      const first = rotationOf();
      await other.rotate(draft, first, {
        fence,
        delivery: await deliveryOf(draft.id, one, other),
      });
      const { userId } = first.login;
      // Back, and forth again, where a copy is left.
      await one.moves.removeRecord(draft.id, undefined, fence);
      await one.moves.importRecord(await deliveryOf(draft.id, other, one), fence);
      await other.moves.removeRecord(draft.id, userId, fence);
      const delivery = await deliveryOf(draft.id, one, other);
      const second = rotationOf({
        login: first.login,
        timeouts: { idleTimeoutMs: 200, absoluteLifetimeMs: 60_000 },
      });
      const proof = { id: draft.id, secretHash: first.newSecretHash };
      expect((await other.rotate(proof, second, { fence, delivery })).state).toBe('found');
      await elapse(201);
      expect(await other.moves.importRecord(delivery, fence)).toBe('ended');
    });

    it('is kept from coming back with the secret of before the first of several logins', async () => {
      const { one, other, elapse } = nodes();
      const draft = await kept();
      const delivery = await deliveryOf(draft.id, one, other);
      const first = rotationOf();
      await other.rotate(draft, first, { fence, delivery });
      const second = rotationOf({
        login: first.login,
        timeouts: { idleTimeoutMs: 200, absoluteLifetimeMs: 60_000 },
      });
      const proof = { id: draft.id, secretHash: first.newSecretHash };
      expect((await other.rotate(proof, second, { fence })).state).toBe('found');
      await elapse(201);
      expect(await other.moves.importRecord(delivery, fence)).toBe('ended');
    });

    it('answers the look for it with what there is', async () => {
      const { one } = nodes();
      const draft = await kept();
      expect(await one.moves.exportRecord(drawId(), fence)).toEqual({ state: 'absent' });
      await one.end(...ending(draft), { fence });
      expect(await one.moves.exportRecord(draft.id, fence)).toEqual({ state: 'ended' });
    });

    it('leaves nothing behind, and its removal may be repeated', async () => {
      const { one } = nodes();
      const login = loginOf();
      const draft = await kept({ login });
      await one.moves.removeRecord(draft.id, login.userId, fence);
      await one.moves.removeRecord(draft.id, login.userId, fence);
      expect(await one.load(draft, 'all', { fence })).toEqual(gone);
      expect(await one.list(login.userId, 'all', fence)).toEqual([]);
    });

    it('tells nobody: nothing has happened to the session', async () => {
      const { one, other, allHeard } = nodes();
      const draft = await kept({ login: loginOf() });
      const heard: string[] = [];
      for (const node of [one, other]) await node.listen(draft.id, ({ kind }) => heard.push(kind));
      await move(draft.id);
      await allHeard();
      expect(heard).toEqual([]);
    });

    it('is found by looking through the node page by page', async () => {
      const { one } = nodes();
      const drafts = await Promise.all(Array.from({ length: 40 }, () => kept()));
      const found = new Set<string>();
      let cursor = '0';
      do {
        const page = await one.moves.scanIds(cursor, 5);
        for (const id of page.ids) found.add(id);
        ({ cursor } = page);
      } while (cursor !== '0');
      expect(drafts.filter(({ id }) => !found.has(id))).toEqual([]);
      expect(await one.moves.countKeys()).toBeGreaterThanOrEqual(40);
    });
  });

  describe('a tombstone', () => {
    it('outlives the copy that may be left on the node before', async () => {
      const { one, other, tombstoneLeftMs } = nodes();
      const timeouts = { idleTimeoutMs: 900_000, absoluteLifetimeMs: 3_600_000 };
      const draft = draftOf({ timeouts });
      await one.create(draft, fence);
      const outcome = await one.moves.exportRecord(draft.id, fence);
      if (outcome.state !== 'copied') throw new Error(`The record is ${outcome.state}`);
      const delivery = { copy: outcome.copy, missedAt: await other.moves.time() };
      // After this login the session would end before the copy does.
      const rotation = rotationOf({
        timeouts: { idleTimeoutMs: 1_000, absoluteLifetimeMs: 2_000 },
      });
      await other.rotate(draft, rotation, { fence, delivery });
      const { userId } = rotation.login;
      await other.end(draft.id, { by: 'user', userId }, { fence });
      expect(await tombstoneLeftMs(other, draft.id)).toBeGreaterThan(800_000);
    });

    it('stays for five minutes where there is no copy', async () => {
      const { one, tombstoneLeftMs } = nodes();
      const draft = draftOf();
      await one.create(draft, fence);
      const authority = { by: 'secret', secretHash: draft.secretHash, userId: undefined } as const;
      await one.end(draft.id, authority, { fence });
      const leftMs = await tombstoneLeftMs(one, draft.id);
      expect(leftMs).toBeGreaterThan(290_000);
      expect(leftMs).toBeLessThanOrEqual(300_000);
    });
  });
}
