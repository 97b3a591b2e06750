import { describe, expect, it } from '@jest/globals';
import { Placement } from '../../../../src/ring/placement.ts';
import { begun, firstTopology, type RingChange } from '../../../../src/ring/ring-change.ts';
import type { Topology } from '../../../../src/ring/topology.ts';
import { planReport } from '../../../../src/store/operator/plan-report.ts';
import type { PlanReport } from '../../../../src/store/operator/ring-operations.ts';

function planOf(change: RingChange, counts: readonly (readonly [string, number])[]): PlanReport {
  const stable = firstTopology(
    ['a', 'b'].map((id) => ({ id, weight: 1, url: `redis://${id}:6379` })),
  );
  const next = begun(stable, change, 'x');
  const facts = { counts: new Map(counts), warnings: ['a warning'] };
  return planReport(change, new Placement(stable), next, facts);
}

const addC: RingChange = { kind: 'add', node: { id: 'c', weight: 2, url: 'redis://c:6379' } };

describe('planReport', () => {
  it('tells records by the part of its keys that a node gives away', () => {
    const plan = planOf(addC, [
      ['a', 10_000],
      ['b', 2_000],
    ]);
    expect(plan.flows.map(({ src, dst }) => [src, dst])).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(Math.round((plan.flows[0]?.records ?? 0) / 100)).toBe(50);
    expect(Math.round((plan.flows[1]?.records ?? 0) / 100)).toBe(10);
    expect(plan.records).toBe(plan.flows.reduce((sum, { records }) => sum + records, 0));
    expect(plan.warnings).toEqual(['a warning']);
  });

  it('supposes of a node that did not answer what its share lets expect', () => {
    const plan = planOf({ kind: 'remove', id: 'a' }, [['b', 4_000]]);
    expect(Math.round(plan.records / 100)).toBe(40);
    expect(planOf({ kind: 'remove', id: 'a' }, []).records).toBe(0);
  });

  it('names every node of before and after', () => {
    const plan = planOf({ kind: 'remove', id: 'a' }, []);
    expect(plan.shares).toEqual([
      { id: 'a', before: expect.closeTo(0.5, 2), after: 0 },
      { id: 'b', before: expect.closeTo(0.5, 2), after: 1 },
    ]);
  });

  it('warns of shares that are off', () => {
    const nodes = ['a', 'b'].map((id) => ({ id, weight: 1, points: 4_096, url: `redis://${id}` }));
    const before: Topology = { ringId: 'r', epoch: 1, changeId: 'r', nodes };
    const uneven = nodes.map((node) => ({ ...node, points: node.id === 'a' ? 4_096 : 1_024 }));
    const next = { ...before, epoch: 2, nodes: uneven, from: nodes };
    const facts = { counts: new Map<string, number>(), warnings: [] };
    const change = { kind: 'reweight', id: 'b', weight: 1 } as const;
    expect(planReport(change, new Placement(before), next, facts).warnings.join()).toMatch(
      /up to [56]\d\.\d % off its weight/,
    );
  });
});
