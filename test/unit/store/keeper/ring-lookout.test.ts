import { describe, expect, it } from '@jest/globals';
import { RingLookout } from '../../../../src/store/keeper/ring-lookout.ts';

describe('RingLookout', () => {
  /** Looks that end when the test says so. */
  function looksInHand(): { lookout: RingLookout; readonly ends: (() => void)[] } {
    const ends: (() => void)[] = [];
    const look = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
    return { lookout: new RingLookout(look), ends };
  }

  it('looks once more for all who ask while it looks', async () => {
    const { lookout, ends } = looksInHand();
    const first = lookout.lookNow();
    const [second, third] = [lookout.lookNow(), lookout.lookNow()];
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await first;
    await Promise.resolve();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await Promise.all([second, third]);
    expect(ends).toHaveLength(2);
  });

  it('keeps nobody waiting for those who ask later', async () => {
    const { lookout, ends } = looksInHand();
    const first = lookout.lookNow();
    let answered = 0;
    for (let asked = 1; asked <= 5; asked++) {
      void lookout.lookNow().then(() => (answered += 1));
      ends.at(-1)?.();
      await first;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(answered).toBe(4);
    expect(ends).toHaveLength(6);
  });

  it('looks no more after its end, which waits for the look under way', async () => {
    const { lookout, ends } = looksInHand();
    const first = lookout.lookNow();
    const second = lookout.lookNow();
    const ended = lookout.end();
    ends[0]?.();
    await Promise.all([first, second, ended]);
    await lookout.lookNow();
    expect(ends).toHaveLength(1);
  });
});
