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

  it('leaves out the port that a proxy forwards with the address', () => {
    expect(clientAddress('192.0.2.7:1234')).toBe('192.0.2.7');
    expect(clientAddress('[2001:db8::1]:1234')).toBe('2001:db8::1');
    expect(clientAddress('[2001:db8::1]')).toBe('2001:db8::1');
    expect(clientAddress('[::ffff:192.0.2.7]:1234')).toBe('192.0.2.7');
    expect(clientAddress('[fe80::1%eth0]:1234')).toBe('fe80::1');
    expect(clientAddress('2001:db8::1:1234')).toBe('2001:db8::1:1234');
  });

  it('takes what is no address for unknown', () => {
    for (const text of [
      undefined,
      '',
      'unknown',
      '::ffff:1.2.3',
      'a b',
      '192.0.2.7:',
      '192.0.2.7:http',
      '192.0.2:80',
      '[192.0.2.7]:80',
      '[2001:db8::1]:',
      '[2001:db8::1',
    ]) {
      expect(clientAddress(text)).toBeUndefined();
    }
  });
});
