import { beforeEach, describe, expect, it } from '@jest/globals';
import { LoadShedder } from '../../../src/http/load-shedder.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the load shedder', () => {
  let now: number;
  let shedder: LoadShedder;

  beforeEach(() => {
    now = 1_000;
    const limits = { maxConcurrentRequests: 3, maxEventLoopDelayMs: 100 };
    shedder = new LoadShedder(limits, () => now);
  });

  it('sheds while as many are under way as may be, and not a moment longer', () => {
    for (let i = 0; i < 3; i += 1) {
      expect(shedder.sheds()).toBe(false);
      shedder.begin();
    }
    expect([shedder.sheds(), shedder.sheds()]).toEqual([true, true]);
    shedder.end();
    expect(shedder.sheds()).toBe(false);
    expect([shedder.shed, shedder.underWay]).toEqual([2, 2]);
  });

  it('sheds the rest of what came in a turn that has begun requests for too long', async () => {
    for (let i = 0; i < 99; i += 1) expect(shedder.sheds()).toBe(false);
    now += 100;
    expect(shedder.sheds()).toBe(false);
    now += 1;
    expect([shedder.sheds(), shedder.sheds()]).toEqual([true, true]);
    await turn();
    expect(shedder.sheds()).toBe(false);
    expect(shedder.shed).toBe(2);
  });

  it('does not take a moment in which nothing ran for one in which there was too much to do', () => {
    for (let i = 0; i < 50; i += 1) shedder.sheds();
    now += 5_000;
    expect(shedder.sheds()).toBe(false);
  });

  it('does not count the time between turns', async () => {
    for (let i = 0; i < 5; i += 1) {
      for (let request = 0; request < 150; request += 1) expect(shedder.sheds()).toBe(false);
      await turn();
      now += 60;
    }
  });
});
