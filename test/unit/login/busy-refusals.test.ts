import { describe, expect, it } from '@jest/globals';
import { BusyRefusals } from '../../../src/login/busy-refusals.ts';

/** After how many milliseconds each of so many was refused, soonest first. */
async function refusedAfter(refusals: BusyRefusals, count: number): Promise<number[]> {
  const startedAt = performance.now();
  const times = Array.from({ length: count }, async () => {
    await expect(refusals.refuse()).rejects.toMatchObject({ code: 'LOGIN_BUSY' });
    return performance.now() - startedAt;
  });
  return (await Promise.all(times)).sort((a, b) => a - b);
}

describe('refusals of logins that cannot be verified now', () => {
  it('are held back, and not let go together', async () => {
    const times = await refusedAfter(new BusyRefusals(), 100);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    expect(first).toBeGreaterThan(490);
    expect(last - first).toBeGreaterThan(200);
    // No tenth of a second has half of them.
    const busiest = Math.max(
      ...times.map((time) => times.filter((each) => each >= time && each < time + 100).length),
    );
    expect(busiest).toBeLessThan(50);
  });

  it('come at once past a thousand that are held', async () => {
    const refusals = new BusyRefusals();
    const held = refusedAfter(refusals, 1_000);
    const [more = 0] = await refusedAfter(refusals, 1);
    expect(more).toBeLessThan(490);
    await held;
  });
});
