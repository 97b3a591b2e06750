import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Placement } from '../../../../src/ring/placement.ts';
import { begun, firstTopology } from '../../../../src/ring/ring-change.ts';
import { mayRemove, recordMove } from '../../../../src/store/moving/record-move.ts';
import { placedNode } from './movable-ring.ts';

const stable = firstTopology(['a', 'b'].map((id) => placedNode(id)));
const change = { kind: 'add', node: placedNode('c') } as const;
const moving = new Placement(begun(stable, change, 'change'));

describe('recordMove', () => {
  it('leaves a record at its owner', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { dst } = moving.owners(id);
        expect(recordMove(id, dst, moving)).toEqual({ kind: 'leave' });
      }),
    );
  });

  it('moves a record from its owner before to its owner now', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const { dst, src } = moving.owners(id);
        fc.pre(src !== undefined);
        expect(recordMove(id, src, moving)).toEqual({ kind: 'move', dst });
      }),
    );
  });

  it('removes a record from any other node, also in a stable ring', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        for (const placement of [moving, new Placement(stable)]) {
          const owners = [placement.owners(id).dst, placement.ownerBefore(id)];
          for (const other of ['a', 'b', 'c'].filter((node) => !owners.includes(node))) {
            expect(recordMove(id, other, placement)).toEqual({ kind: 'removeStray' });
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('mayRemove', () => {
  it('lets the node before forget all but what came too late', () => {
    expect((['imported', 'present', 'ended', 'late'] as const).filter(mayRemove)).toEqual([
      'imported',
      'present',
      'ended',
    ]);
  });
});
