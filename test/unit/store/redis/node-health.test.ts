import { describe, expect, it } from '@jest/globals';
import type { NodeLog } from '../../../../src/store/node-log.ts';
import { RedisNodeError } from '../../../../src/store/redis/redis-node-error.ts';
import { NodeHealth } from '../../../../src/store/redis/node-health.ts';

const silentLog: NodeLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('the health of a node', () => {
  it('tells each time that it is UP again, and since when it was not', () => {
    const downSince: number[] = [];
    const onUp = (downAt: number): unknown => downSince.push(downAt);
    const health = new NodeHealth({ id: 'a', log: silentLog, onUp });
    health.up();
    health.up();
    expect(downSince).toEqual([0]);
    const before = performance.now();
    health.down('ECONNREFUSED');
    const after = performance.now();
    health.unusable(new RedisNodeError('REDIS_TOO_OLD', 'the node a runs Redis 5'));
    health.down('ECONNREFUSED');
    health.up();
    expect(downSince).toHaveLength(2);
    expect(downSince[1]).toBeGreaterThanOrEqual(before);
    expect(downSince[1]).toBeLessThanOrEqual(after);
  });

  it('tells nothing once it is closed', () => {
    const downSince: number[] = [];
    const onUp = (downAt: number): unknown => downSince.push(downAt);
    const health = new NodeHealth({ id: 'a', log: silentLog, onUp });
    health.close();
    health.up();
    expect(downSince).toEqual([]);
  });
});
