import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RingTable } from '../../../src/ring/ring-table.ts';
import { sortPoints } from '../../../src/ring/sort-points.ts';

const last = 2 ** 32 - 1;

describe('RingTable', () => {
  it('gives a point that two nodes have to the one with the smaller id', () => {
    const table = tableOf([9, 5, 700], [5, 100], [9, 5]);
    expect([0, 5, 6, 9, 10, 100, 101].map((point) => table.ownerAt(point))).toEqual([
      0, 0, 0, 0, 1, 1, 0,
    ]);
    expect(table.arcs(3)).toEqual(Float64Array.of(2 ** 32 - 91, 91, 0));
  });

  it('gives what lies past the last point to the owner of the first one', () => {
    const table = tableOf([100, 300], [50, 200]);
    expect([301, 2 ** 31, last].map((point) => table.ownerAt(point))).toEqual([1, 1, 1]);
  });

  it('lets a node keep the very last point', () => {
    const table = tableOf([last], [0]);
    expect([0, 1, last].map((point) => table.ownerAt(point))).toEqual([1, 0, 0]);
    expect(table.arcs(2)).toEqual(Float64Array.of(last, 1));
  });

  it('finds the same owner as a search from the front, wherever the points lie', () => {
    const point = fc.oneof(fc.integer({ min: 0, max: last }), fc.nat(40), fc.constant(last));
    const list = fc.array(point, { minLength: 1, maxLength: 40 });
    const lists = fc.array(list, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lists, fc.array(point), (nodes, asked) => {
        const table = tableOf(...nodes);
        const points = nodes
          .flatMap((each, owner) => each.map((at) => ({ at, owner })))
          .sort((one, other) => one.at - other.at || one.owner - other.owner);
        for (const at of [...asked, ...nodes.flat()]) {
          const found = points.find((each) => each.at >= at) ?? points[0];
          expect(table.ownerAt(at)).toBe(found?.owner);
        }
        expect(table.arcs(nodes.length).reduce((sum, arc) => sum + arc, 0)).toBe(2 ** 32);
      }),
    );
  });
});

function tableOf(...lists: number[][]): RingTable {
  return new RingTable(sortPoints(lists.map((list) => Uint32Array.from(list))));
}
