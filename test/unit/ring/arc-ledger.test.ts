import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ArcLedger } from '../../../src/ring/arc-ledger.ts';
import { RingTable } from '../../../src/ring/ring-table.ts';

const limits = [30, 7, 50];

describe('ArcLedger', () => {
  it('knows at every step what a table of the counted points would give each node', () => {
    const point = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(60));
    const lists = fc.tuple(...limits.map((length) => points(point, length)));
    const counts = fc.tuple(...limits.map((max) => fc.integer({ min: 1, max })));
    const steps = fc.array(fc.record({ node: fc.nat(2), up: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(lists, counts, steps, (drawn, start, walk) => {
        const ledger = new ArcLedger(drawn, start);
        expectArcsOfTable(ledger);
        for (const { node, up } of walk) {
          const before = ledger.counts[node] ?? 0;
          const other = up ? ledger.grow(node) : ledger.shrink(node);
          const stuck = before === (up ? limits[node] : 1);
          expect(ledger.counts[node]).toBe(stuck ? before : before + (up ? 1 : -1));
          expect(other === undefined).toBe(stuck);
          expectArcsOfTable(ledger);
        }
      }),
    );
  });

  it('moves a count to another one, as far as there are points', () => {
    const ledger = new ArcLedger([Uint32Array.of(10, 30, 50), Uint32Array.of(20, 40)], [1, 2]);
    ledger.moveTo(0, 9);
    ledger.moveTo(1, 0);
    expect(ledger.counts).toEqual(Uint32Array.of(3, 1));
    expect(ledger.countedPoints()).toEqual({
      points: Uint32Array.of(10, 20, 30, 50),
      owners: Uint16Array.of(0, 1, 0, 0),
    });
    expect(ledger.arcs).toEqual(Float64Array.of(2 ** 32 - 10, 10));
  });
});

function points(point: fc.Arbitrary<number>, length: number): fc.Arbitrary<Uint32Array> {
  return fc
    .uniqueArray(point, { minLength: length, maxLength: length })
    .map((drawn) => Uint32Array.from(drawn));
}

function expectArcsOfTable(ledger: ArcLedger): void {
  expect(ledger.arcs).toEqual(new RingTable(ledger.countedPoints()).arcs(limits.length));
}
