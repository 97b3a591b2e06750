import { describe, expect, it } from '@jest/globals';
import type { Topology } from '../../../src/ring/topology.ts';
import { decodeTopology, encodeTopology } from '../../../src/store/topology-document.ts';

const stable: Topology = {
  ringId: 'the-ring_1',
  epoch: 3,
  changeId: 'change-3',
  nodes: [
    { id: 'a', weight: 1, points: 40, url: 'redis://10.0.0.1:6379' },
    { id: 'b', weight: 2, points: 80, url: 'redis+unix:///run/b.sock?db=1' },
  ],
};
const moving: Topology = { ...stable, epoch: 4, from: stable.nodes };

describe('the document of a ring', () => {
  it.each([
    ['stable', stable],
    ['moving', moving],
  ])('comes back as it was written (%s)', (_state, topology) => {
    expect(decodeTopology(encodeTopology(topology))).toEqual(topology);
  });

  it('never holds a credential', () => {
    const url = 'rediss://user:se%20cret@host:6379/2?id=a&weight=3';
    const text = encodeTopology({
      ...stable,
      nodes: [{ id: 'a', weight: 3, points: 9, url }],
      from: [{ id: 'a', weight: 3, points: 9, url }],
    });
    expect(text).not.toMatch(/user|cret|weight=|id=/);
    expect(decodeTopology(text).nodes[0]?.url).toBe('rediss://host:6379/2');
  });

  it('leaves out fields that it does not know', () => {
    const text = JSON.stringify({ ...stable, colour: 'red' });
    expect(decodeTopology(text)).toEqual(stable);
  });

  it.each<[string, string, RegExp]>([
    ['is no JSON', '{"epoch":', /it is no JSON/],
    ['is no object', '[]', /object/],
    ['has an epoch of 0', JSON.stringify({ ...stable, epoch: 0 }), /epoch: /],
    [
      'has a space in its change id',
      JSON.stringify({ ...stable, changeId: 'a b' }),
      /changeId: must/,
    ],
    ['has no nodes', JSON.stringify({ ...stable, nodes: [] }), /nodes: .*none given/],
    [
      'has a node without points',
      JSON.stringify({ ...stable, nodes: [{ id: 'a' }] }),
      /nodes\.0\.points/,
    ],
    [
      'has one id twice',
      JSON.stringify({ ...stable, nodes: [stable.nodes[0], stable.nodes[0]] }),
      /given twice/,
    ],
    [
      'has a node that is nowhere',
      JSON.stringify({ ...stable, nodes: [{ id: 'a', weight: 1, points: 1, url: 'host:1' }] }),
      /nodes\.0\.url: must be the URL/,
    ],
  ])('is refused when it %s', (_what, text, reason) => {
    expect(() => decodeTopology(text)).toThrow(reason);
    expect(() => decodeTopology(text)).toThrow(
      expect.objectContaining({ code: 'RING_DOCUMENT_INVALID' }),
    );
  });

  it('is refused with a credential in it, which is not repeated', () => {
    const url = 'redis://:secret@host:6379';
    const text = JSON.stringify({ ...stable, nodes: [{ id: 'a', weight: 1, points: 1, url }] });
    expect(() => decodeTopology(text)).toThrow(/no user and no password/);
    expect(() => decodeTopology(text)).not.toThrow(/secret/);
  });
});
