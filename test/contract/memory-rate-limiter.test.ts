import { systemClock } from '../../src/session/clock.ts';
import { MemoryRateLimiter } from '../../src/store/memory/memory-rate-limiter.ts';
import { describeRateLimiter } from './rate-limiter-contract.ts';

describeRateLimiter('a rate limiter in memory', () =>
  Promise.resolve({
    limiter: new MemoryRateLimiter(systemClock),
    servers: undefined,
    // A counter lives until its window ends or newer ones take its place: nothing outlives the process.
    assertEverythingExpires: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }),
);
