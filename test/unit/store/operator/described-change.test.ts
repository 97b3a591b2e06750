import { describe, expect, it } from '@jest/globals';
import { begun, firstTopology } from '../../../../src/ring/ring-change.ts';
import { describedChange } from '../../../../src/store/operator/described-change.ts';

const stable = firstTopology(
  ['a', 'b'].map((id) => ({ id, weight: 1, url: `redis://${id}:6379` })),
);
const c = { id: 'c', weight: 1, url: 'redis://c:6379' };

describe('describedChange', () => {
  it.each([
    ['the node c is being added', { kind: 'add', node: c }],
    ['the node a is being removed', { kind: 'remove', id: 'a' }],
    ['the node b is being given the weight 5', { kind: 'reweight', id: 'b', weight: 5 }],
  ] as const)('says that %s', (words, change) => {
    expect(describedChange(begun(stable, change, 'x'))).toBe(words);
  });

  it('says that nothing is changed by a stable topology', () => {
    expect(describedChange(stable)).toBe('nothing is being changed');
  });
});
