import { describe, expect, it } from '@jest/globals';
import { RefreshedAnswer } from '../../../src/metrics/refreshed-answer.ts';

describe('an answer that takes its time', () => {
  it('is asked for once, however often it is told, while it is good', async () => {
    let asked = 0;
    const answer = new RefreshedAnswer({
      ask: () => Promise.resolve((asked += 1)),
      maxAgeMs: 60_000,
      waitMs: 1_000,
    });
    expect(await Promise.all([answer.latest(), answer.latest()])).toEqual([1, 1]);
    expect(await answer.latest()).toBe(1);
    expect(asked).toBe(1);
  });

  it('is told as it was last while the next one does not come', async () => {
    const answers = [Promise.resolve('first'), new Promise<string>(() => undefined)];
    const answer = new RefreshedAnswer({
      ask: () => answers.shift() ?? Promise.reject(new Error('asked too often')),
      maxAgeMs: 0,
      waitMs: 1,
    });
    expect(await answer.latest()).toBe('first');
    expect(await answer.latest()).toBe('first');
    expect(await answer.latest()).toBe('first');
  });

  it('is none where asking failed, until it is asked again', async () => {
    const answers = [Promise.reject(new Error('away')), Promise.resolve('here')];
    const answer = new RefreshedAnswer({
      ask: () => answers.shift() ?? Promise.reject(new Error('asked too often')),
      maxAgeMs: 0,
      waitMs: 1_000,
    });
    expect(await answer.latest()).toBeUndefined();
    expect(await answer.latest()).toBe('here');
  });
});
