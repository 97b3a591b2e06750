import { describe, expect, it } from '@jest/globals';
import { addressGroup } from '../../../src/session/address-group.ts';

describe('addressGroup', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:c000:201', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
    ['', 'unknown'],
    ['not an address', 'unknown'],
    [undefined, 'unknown'],
  ])('groups %p as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});
