import { describe, expect, it } from '@jest/globals';
import { NewSessionQuota } from '../../../src/session/new-session-quota.ts';
import { MemoryRateLimiter } from '../../../src/store/memory/memory-rate-limiter.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const refusal = expect.objectContaining({ code: 'SESSION_LIMIT_EXCEEDED' }) as unknown;

describe('the quota of new anonymous sessions', () => {
  it.each([
    ['an IPv4 address', '192.0.2.1', '::ffff:192.0.2.1', '192.0.2.2'],
    ['the /64 of an IPv6 address', '2001:db8:0:1::1', '2001:db8:0:1:ffff::2', '2001:db8:0:2::1'],
    ['clients without an address', undefined, undefined, '192.0.2.1'],
  ])('counts for %s', async (_name, first, second, other) => {
    const quota = new NewSessionQuota(new MemoryRateLimiter(new ManualClock()), 2);
    await quota.take(first);
    await quota.take(second);
    await expect(quota.take(first)).rejects.toEqual(refusal);
    await expect(quota.take(other)).resolves.toBeUndefined();
  });

  it('is none where no limit is set', async () => {
    const quota = new NewSessionQuota(new MemoryRateLimiter(new ManualClock()), undefined);
    for (let taken = 0; taken < 100; taken++) await quota.take('192.0.2.1');
  });
});
