import { describe, expect, it } from '@jest/globals';
import { clientAddress } from '../../../src/http/client-address.ts';

describe('clientAddress', () => {
  it('writes an IPv4 address in dotted form also when the socket speaks IPv6', () => {
    expect(clientAddress('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(clientAddress('192.0.2.7')).toBe('192.0.2.7');
    expect(clientAddress('2001:db8::1')).toBe('2001:db8::1');
  });

  it('leaves out the zone of an IPv6 address', () => {
    expect(clientAddress(`fe80::1%${'z'.repeat(200)}`)).toBe('fe80::1');
  });

  it('takes what is no address for unknown', () => {
    for (const text of [undefined, '', 'unknown', '192.0.2.7:80', '::ffff:1.2.3', 'a b']) {
      expect(clientAddress(text)).toBeUndefined();
    }
  });
});
