import { describe, expect, it } from '@jest/globals';
import { silenceOf } from '../../support/chaos/episode.ts';
import { checkHistory } from '../../support/ring-load/check-history.ts';
import { begun, episodeOf, historyOf, ownerOf, tokenOf } from './histories.ts';

const user = tokenOf('b1', 'ann');
const sights = [
  { id: 'b1', version: 1, values: { $user: 'ann' } },
  { id: 'a1', version: 2, values: { k: '1', $user: 'ann' } },
];
/** A login with a session on the node `a` begins another one on `b`; later the first one is signed in, too. */
const calls = historyOf([
  begun('a1', 10),
  {
    at: 150,
    token: tokenOf('a1'),
    action: { kind: 'login', user: 'ann' },
    result: { kind: 'session', sight: { id: 'b1', version: 1, values: { $user: 'ann' } } },
    issued: user,
  },
  { at: 300, token: user, action: { kind: 'list' }, result: { kind: 'list', sights } },
]);

describe('a login that met a silent node', () => {
  it('may be carried out there late, beside the session that it began elsewhere', () => {
    const silence = silenceOf([episodeOf('node-stopped')], ownerOf);
    expect(checkHistory(calls, silence)).toEqual([]);
  });

  it('may not where no node was silent', () => {
    const rules = checkHistory(calls, silenceOf([], ownerOf)).map(({ rule }) => rule);
    expect(new Set(rules)).toEqual(new Set(['lost', 'list', 'value', 'version']));
  });
});
