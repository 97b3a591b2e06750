import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { deviceLabel } from '../../../src/session/device-label.ts';

describe('the device label', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    ['curl/8.5.0', 'curl'],
    ['', undefined],
    [undefined, undefined],
    ['密码', undefined],
  ])('of %j is %j', (agent, label) => {
    expect(deviceLabel(agent)).toBe(label);
  });

  it('is at most 24 characters of printable ASCII, whatever the header says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 800 }), (agent) => {
        expect(deviceLabel(agent) ?? 'absent').toMatch(/^[\x20-\x7e]{1,24}$/);
      }),
    );
  });
});
