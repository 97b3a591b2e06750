import { describe, expect, it } from '@jest/globals';
import { decodeNotice, sessionChannel } from '../../../../src/store/redis/session-channel.ts';

describe('the channel of a session', () => {
  it('is named by its id', () => {
    expect(sessionChannel('abc')).toBe('e:{abc}');
  });

  it.each(['changed', 'renewed', 'ended'])('tells of %s and when that was', (kind) => {
    expect(decodeNotice(`${kind} mk3zhc00`)).toEqual({
      kind,
      at: Number.parseInt('mk3zhc00', 36),
    });
  });

  it.each(['', 'changed', 'changed ', 'changed -1', 'changed 1.5', 'moved mk3zhc00', 'missed 1'])(
    'tells nothing by "%s"',
    (message) => {
      expect(decodeNotice(message)).toBeUndefined();
    },
  );

  it('may tell more than this version reads', () => {
    expect(decodeNotice('changed 1 more')).toEqual({ kind: 'changed', at: 1 });
  });
});
