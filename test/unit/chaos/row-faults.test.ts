import { describe, expect, it } from '@jest/globals';
import { withCertainRefusals } from '../../support/chaos/certain-refusals.ts';
import { rowFaults } from '../../support/chaos/row-faults.ts';
import { begun, episodeOf, historyOf, ownerOf, read, tokenOf, unavailable } from './histories.ts';
import type { Sketch } from './histories.ts';

const logout = (session: string, at: number, result: Sketch['result']): Sketch => ({
  at,
  token: tokenOf(session),
  action: { kind: 'logout' },
  result,
});
const login: Sketch['action'] = { kind: 'login', user: 'ann' };

/** The details of what is not as the table says while a fault is there. */
function complaints(name: string, sketches: readonly Sketch[]): string[] {
  return rowFaults(historyOf(sketches), [episodeOf(name)], ownerOf).faults.map(
    ({ detail }) => detail,
  );
}

describe('the rows of the table', () => {
  it.each<[string, string, Sketch]>([
    ['node-stopped', 'another node is unavailable', read('b1', 150, unavailable)],
    ['node-stopped', 'the node answers', read('a1', 150)],
    ['node-stopped', 'the node tells of no session', read('a1', 150, { kind: 'none' })],
    [
      'node-stopped',
      'nobody is told within a second',
      { ...read('a1', 102, unavailable), tookMs: 1_001 },
    ],
    ['node-stopped', 'it is unavailable after it was used again', read('a1', 211, unavailable)],
    ['node-stopped', 'a session is not begun', { ...begun('b1', 150), result: unavailable }],
    [
      'node-stopped',
      'a login fails',
      { at: 150, token: tokenOf('a1'), action: login, result: unavailable },
    ],
    [
      'node-stopped',
      'a list is answered',
      {
        at: 150,
        token: tokenOf('b1'),
        action: { kind: 'list' },
        result: { kind: 'list', sights: [] },
      },
    ],
    ['memory-full', 'a read is unavailable', read('a1', 150, unavailable)],
    ['memory-full', 'a logout is unavailable', logout('a1', 150, unavailable)],
    ['disk-full', 'a logout is answered', logout('a1', 150, { kind: 'ended', ended: true })],
    ['gateway-killed', 'it answers', read('b1', 150)],
    ['clock-jump', 'anything is unavailable', read('b1', 150, unavailable)],
    [
      'connections-cut',
      'a request is cut off',
      read('a1', 150, { kind: 'unknown', why: 'ECONNRESET' }),
    ],
  ])('with %s are broken when %s', (name, _what, sketch) => {
    expect(complaints(name, [sketch])).toHaveLength(1);
  });

  it.each<[string, string, Sketch]>([
    ['node-stopped', 'the node is unavailable', read('a1', 150, unavailable)],
    ['node-stopped', 'another node answers', read('b1', 150)],
    [
      'node-stopped',
      'it was asked before and is unavailable',
      { ...read('a1', 98, unavailable), tookMs: 400 },
    ],
    ['memory-full', 'a logout is answered', logout('a1', 150, { kind: 'ended', ended: true })],
    [
      'disk-full',
      'who has no session logs out',
      logout('a1', 150, { kind: 'ended', ended: false }),
    ],
    ['disk-full', 'a logout is unavailable', logout('a1', 150, unavailable)],
    [
      'gateway-killed',
      'it is not there',
      read('b1', 150, { kind: 'refused', why: 'ECONNREFUSED' }),
    ],
    ['connections-cut', 'the node is unavailable', read('a1', 150, unavailable)],
    ['connections-cut', 'the node answers', read('a1', 150)],
  ])('with %s are kept when %s', (name, _what, sketch) => {
    expect(complaints(name, [sketch])).toEqual([]);
  });

  it('count what met a fault, and what did not', () => {
    const calls = historyOf([
      read('a1', 150, unavailable),
      read('b1', 150),
      begun('b2', 150),
      read('a1', 90),
    ]);
    const { figures } = rowFaults(calls, [episodeOf('node-stopped')], ownerOf);
    const [own] = figures.values();
    expect(own).toEqual({
      met: { reads: 1, writes: 0, endings: 0, lists: 0, new: 1 },
      answered: { reads: 0, writes: 0, endings: 0, lists: 0, new: 0 },
      beside: 1,
    });
  });
});

describe('writes that are refused for certain', () => {
  it('count as not done while the node is full, and as unknown where it is silent', () => {
    const calls = historyOf([logout('a1', 150, unavailable), logout('a1', 98, unavailable)]);
    const kindsWith = (name: string): string[] =>
      withCertainRefusals(calls, [episodeOf(name)], ownerOf).map(({ result }) => result.kind);
    expect(kindsWith('disk-full')).toEqual(['refused', 'unknown']);
    expect(kindsWith('node-stopped')).toEqual(['unknown', 'unknown']);
  });
});
