import { describe, expect, it } from '@jest/globals';
import { silenceOf } from '../../support/chaos/episode.ts';
import { lossFaults } from '../../support/chaos/loss-faults.ts';
import type { Loss } from '../../support/chaos/loss.ts';
import type { Result } from '../../support/ring-load/call.ts';
import { begun, historyOf, ownerOf, read, tokenOf, type Sketch } from './histories.ts';

const none: Result = { kind: 'none' };
const emptied: Loss = { node: 'a', killedAt: 100 };
const outdated: Loss = { node: 'a', killedAt: 100, copied: { startedAt: 50, endedAt: 52 } };

function logout(session: string, at: number): Sketch {
  const result = { kind: 'ended', ended: true } as const;
  return { at, token: tokenOf(session), action: { kind: 'logout' }, result };
}

function report(loss: Loss, sketches: readonly Sketch[]): ReturnType<typeof lossFaults> {
  const silence = silenceOf([], ownerOf);
  return lossFaults(historyOf(sketches), [loss], { ownerOf, silence });
}

function rules(loss: Loss, sketches: readonly Sketch[]): string[] {
  return report(loss, sketches).faults.map(({ rule }) => rule);
}

describe('a node that came back empty', () => {
  it('may have lost its sessions, and they stay lost', () => {
    const { faults, live, ended } = report(emptied, [begun('a1', 10), read('a1', 150, none)]);
    expect(faults).toEqual([]);
    expect([...live, ...ended]).toEqual([]);
    expect(rules(emptied, [begun('a1', 10), read('a1', 150)])).toEqual(['remembered']);
  });

  it('may not have lost them before it died', () => {
    expect(rules(emptied, [begun('a1', 10), read('a1', 20, none)])).toEqual(['lost']);
  });

  it('costs no session of another node', () => {
    const sketches = [begun('a1', 10), begun('b1', 11), read('b1', 150, none)];
    expect(rules(emptied, sketches)).toEqual(['lost']);
    expect(report(emptied, sketches).live).toEqual(['b1']);
  });

  it('keeps what is begun later', () => {
    expect(rules(emptied, [begun('a1', 120), read('a1', 150, none)])).toEqual(['lost']);
  });
});

describe('a node that came back with old data', () => {
  it('has the sessions of that time, and no later ones', () => {
    const sketches = [begun('a1', 10), begun('a2', 60), read('a1', 150), read('a2', 150, none)];
    expect(rules(outdated, sketches)).toEqual([]);
    expect(report(outdated, sketches).live).toEqual(['a1']);
    expect(rules(outdated, [begun('a1', 10), read('a1', 150, none)])).toEqual(['lost']);
    expect(rules(outdated, [begun('a2', 60), read('a2', 150)])).toEqual(['remembered']);
  });

  it('may have a session again that was ended since, and none that was ended before', () => {
    expect(rules(outdated, [begun('a1', 10), logout('a1', 60), read('a1', 150)])).toEqual([]);
    expect(rules(outdated, [begun('a1', 10), logout('a1', 40), read('a1', 150)])).toContain(
      'returned',
    );
  });

  it('leaves open what was under way while it was copied', () => {
    const begins = { ...begun('a1', 49), tookMs: 2 };
    expect(rules(outdated, [begins, read('a1', 150, none)])).toEqual([]);
    expect(rules(outdated, [begins, read('a1', 150)])).toEqual([]);
  });
});
