import { describe, expect, it } from '@jest/globals';
import { Placement } from '../../../../src/ring/placement.ts';
import { firstTopology } from '../../../../src/ring/ring-change.ts';
import { nextTopology } from '../../../../src/store/operator/next-topology.ts';

function ringOf(url: string): Placement {
  return new Placement(firstTopology([{ id: 'a', weight: 1, url }]));
}

describe('a Redis Cluster', () => {
  it.each([
    ['redis+cluster://h1,h2', 'redis://h3'],
    ['redis://h3', 'redis+cluster://h1,h2'],
    ['redis+sentinel://h1/m', 'rediss+cluster://h1,h2'],
  ])('stands alone: the ring of %s refuses %s', (there, added) => {
    const change = { kind: 'add', node: { id: 'b', weight: 1, url: added } } as const;
    expect(() => nextTopology(ringOf(there), change)).toThrow(/a Redis Cluster stands alone/);
  });

  it.each([
    { kind: 'reweight', id: 'a', weight: 2 },
    { kind: 'remove', id: 'a' },
  ] as const)('has a ring that never changes: no $kind', (change) => {
    const there = ringOf('rediss+cluster://h1');
    expect(() => nextTopology(there, change)).toThrow(/a Redis Cluster stands alone/);
  });

  it('is no master behind Sentinels, which may be added', () => {
    const url = 'redis+sentinel://h2,h1/m';
    const change = { kind: 'add', node: { id: 'b', weight: 1, url } } as const;
    const { nodes } = nextTopology(ringOf('redis://h3'), change);
    expect(nodes.map((node) => node.url)).toContain('redis+sentinel://h1:26379,h2:26379/m');
  });
});
