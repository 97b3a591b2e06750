import { beforeAll, describe, expect, it } from '@jest/globals';
import { fenceOf } from '../../src/ring/placement.ts';
import type { RecordCopy } from '../../src/store/record-moves.ts';
import type { SessionNode } from '../../src/store/session-node.ts';
import { draftOf, drawUserId, rotationOf, setOf, updateOf } from '../support/session-fixtures.ts';
import { topologyOf } from './install-contract.ts';
import type { Nodes } from './node-under-test.ts';

const there = topologyOf(20);

/** A step on a session that is there, for each that has a fence. */
type FencedStep = (node: SessionNode, fence: string) => Promise<unknown>;

/** Registers the tests of the fence: a caller with another topology than the node's gets nothing done. */
export function describeFence(nodes: Nodes): void {
  describe('the fence', () => {
    const draft = draftOf();
    const { id, secretHash } = draft;
    let copy: RecordCopy;

    const steps: Readonly<Record<string, FencedStep>> = {
      create: (node, fence) => node.create(draftOf({ id: `${id.slice(1)}x` }), fence),
      load: (node, fence) => node.load(draft, 'all', { fence }),
      peek: (node, fence) => node.peek(draft, 'all', { fence }),
      set: (node, fence) => node.update(draft, updateOf(setOf(['a', '2'])), 'all', { fence }),
      delete: (node, fence) =>
        node.update(draft, updateOf({ kind: 'delete', key: 'a' }), 'all', { fence }),
      increment: (node, fence) =>
        node.update(draft, updateOf({ kind: 'increment', key: 'a', by: 1 }), 'all', { fence }),
      rotate: (node, fence) => node.rotate(draft, rotationOf(), { fence }),
      end: (node, fence) =>
        node.end(id, { by: 'secret', secretHash, userId: undefined }, { fence }),
      list: (node, fence) => node.list(drawUserId(), 'all', fence),
      export: (node, fence) => node.moves.exportRecord(id, fence),
      import: async (node, fence) =>
        node.moves.importRecord({ copy, missedAt: await node.moves.time() }, fence),
      remove: (node, fence) => node.moves.removeRecord(id, undefined, fence),
      'load with a delivery': async (node, fence) =>
        node.load(draft, 'all', { fence, delivery: { copy, missedAt: await node.moves.time() } }),
    };

    beforeAll(async () => {
      const { one } = nodes();
      await one.ring.install(there);
      await one.create({ ...draft, values: new Map([['a', '1']]) }, fenceOf(there));
      const outcome = await one.moves.exportRecord(id, fenceOf(there));
      if (outcome.state !== 'copied') throw new Error(`The record is ${outcome.state}`);
      copy = outcome.copy;
    });

    it.each(Object.entries(steps))(
      'stops %s of an older topology, and says which is newer',
      async (_name, step) => {
        const { one } = nodes();
        const attempt = step(one, fenceOf(topologyOf(19)));
        await expect(attempt).rejects.toMatchObject({
          name: 'FencedOut',
          nodeId: one.id,
          newer: there,
        });
        expect(await one.moves.exportRecord(id, fenceOf(there))).toMatchObject({
          copy: { fields: copy.fields },
        });
      },
    );

    it.each(Object.entries(steps))(
      'stops %s of a newer topology, which is to be installed first',
      async (_name, step) => {
        const { one } = nodes();
        const attempt = step(one, fenceOf(topologyOf(21)));
        await expect(attempt).rejects.toMatchObject({ name: 'FencedOut', newer: undefined });
        expect(await one.moves.exportRecord(id, fenceOf(there))).toMatchObject({
          copy: { fields: copy.fields },
        });
      },
    );

    it.each(Object.entries(steps))(
      'stops %s of another change of the same epoch',
      async (_name, step) => {
        const { one } = nodes();
        const attempt = step(one, fenceOf(topologyOf(20, 'another')));
        await expect(attempt).rejects.toMatchObject({ name: 'FencedOut', newer: there });
        expect(await one.moves.exportRecord(id, fenceOf(there))).toMatchObject({
          copy: { fields: copy.fields },
        });
      },
    );

    it('stops everything on a node without a topology', async () => {
      const { other } = nodes();
      for (const step of Object.values(steps)) {
        const attempt = step(other, fenceOf(there));
        await expect(attempt).rejects.toMatchObject({ name: 'FencedOut', newer: undefined });
      }
      expect(await other.countSessions()).toBe(0);
    });
  });
}
