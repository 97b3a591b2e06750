import { describe, expect, it } from '@jest/globals';
import { readSlotMap } from '../../../../../src/store/redis/cluster/slot-map.ts';
import { placeOf } from '../../../../../src/store/redis/host-addresses.ts';

describe('what a server says of the slots', () => {
  it('names masters by range, and all servers', () => {
    const reply = [
      [0, 5, ['10.0.0.1', 7000, 'a', []], ['10.0.0.2', 7001, 'b', []]],
      [6, 6, ['10.0.0.3', 7002, 'c', []]],
    ];
    expect(readSlotMap(reply, '10.0.0.9')).toEqual({
      ranges: [
        { first: 0, last: 5, master: { host: '10.0.0.1', port: 7000 } },
        { first: 6, last: 6, master: { host: '10.0.0.3', port: 7002 } },
      ],
      servers: [
        { host: '10.0.0.1', port: 7000 },
        { host: '10.0.0.2', port: 7001 },
        { host: '10.0.0.3', port: 7002 },
      ],
    });
  });

  it.each([[''], ['?'], [null]])('means the server that was asked by the host %j', (host) => {
    const { servers } = readSlotMap([[0, 5, [host, 7000, 'a']]], '10.0.0.9');
    expect(servers).toEqual([{ host: '10.0.0.9', port: 7000 }]);
  });

  it.each([['x'], [[1]], [[['0', 5, ['h', 1]]]], [[[0, 5, ['h', 'x']]]]])(
    'is refused when it is %j',
    (reply) => {
      expect(() => readSlotMap(reply, 'h')).toThrow(TypeError);
    },
  );

  it('has places that tell IPv6 addresses from their ports', () => {
    expect(placeOf({ host: '::1', port: 7000 })).toBe('[::1]:7000');
  });
});
