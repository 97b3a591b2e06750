import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeCreate } from './create-contract.ts';
import { describeDeadlines } from './deadlines-contract.ts';
import { describeEnd } from './end-contract.ts';
import { describeEvents } from './events-contract.ts';
import { describeIncrement } from './increment-contract.ts';
import { describeLimits } from './limits-contract.ts';
import { describeList } from './list-contract.ts';
import { describeLoad } from './load-contract.ts';
import { describeParallel } from './parallel-contract.ts';
import { describePeek } from './peek-contract.ts';
import { describeRotate } from './rotate-contract.ts';
import type { StoreUnderTest, Subject } from './store-under-test.ts';
import { describeUpdate } from './update-contract.ts';

/**
 * Registers the tests that every store of sessions must pass, one store for all of them.
 *
 * @param start Makes the store; it is stopped after the last test, and nothing in it may then lack a time to live.
 */
export function describeSessionStore(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let running: StoreUnderTest | undefined;
    const subject: Subject = () => {
      if (!running) throw new Error('The store did not start');
      return running;
    };
    beforeAll(async () => {
      running = await start();
    });
    afterAll(async () => {
      try {
        await running?.assertEverythingExpires();
      } finally {
        await running?.stop();
      }
    });

    describeCreate(subject);
    describeLoad(subject);
    describePeek(subject);
    describeUpdate(subject);
    describeIncrement(subject);
    describeLimits(subject);
    describeParallel(subject);
    describeRotate(subject);
    describeEnd(subject);
    describeList(subject);
    describeEvents(subject);
    describeDeadlines(subject);
  });
}
