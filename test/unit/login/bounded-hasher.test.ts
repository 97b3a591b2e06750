import { describe, expect, it } from '@jest/globals';
import { BoundedHasher } from '../../../src/login/bounded-hasher.ts';
import type { PasswordHasher } from '../../../src/login/password-hasher.ts';

/** Verifies when told to, and counts how many are under way. */
class HeldHasher implements PasswordHasher {
  running = 0;
  mostAtOnce = 0;
  readonly #waiting: (() => void)[] = [];

  hash(): Promise<string> {
    return Promise.resolve('');
  }

  async verify(): Promise<boolean> {
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.running -= 1;
    return true;
  }

  releaseOne(): void {
    this.#waiting.shift()?.();
  }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('BoundedHasher', () => {
  it('runs so many at once, lets so many wait and refuses the rest as LOGIN_BUSY', async () => {
    const held = new HeldHasher();
    const hasher = new BoundedHasher(held, { maxAtOnce: 2, maxWaiting: 64 });
    const accepted = Array.from({ length: 66 }, () => hasher.verify('', ''));
    await expect(hasher.verify('', '')).rejects.toMatchObject({ code: 'LOGIN_BUSY' });
    await turn();
    expect(held.running).toBe(2);

    held.releaseOne();
    await turn();
    const late = hasher.verify('', '');
    await expect(hasher.verify('', '')).rejects.toMatchObject({ code: 'LOGIN_BUSY' });

    for (let released = 0; released < 66; released++) {
      held.releaseOne();
      await turn();
    }
    expect(await Promise.all([...accepted, late])).toHaveLength(67);
    expect(held.mostAtOnce).toBe(2);
  });

  it('goes on after a verification that failed', async () => {
    let calls = 0;
    const hasher = new BoundedHasher(
      {
        hash: () => Promise.resolve(''),
        verify: () => (++calls === 1 ? Promise.reject(new Error('no')) : Promise.resolve(true)),
      },
      { maxAtOnce: 1 },
    );
    await expect(hasher.verify('', '')).rejects.toThrow('no');
    expect(await hasher.verify('', '')).toBe(true);
  });

  it('leaves a core to everybody else by default', async () => {
    const held = new HeldHasher();
    const hasher = new BoundedHasher(held);
    const { availableParallelism } = await import('node:os');
    const all = Array.from({ length: 20 }, () => hasher.verify('', ''));
    for (let released = 0; released < 20; released++) {
      await turn();
      held.releaseOne();
    }
    await Promise.all(all);
    expect(held.mostAtOnce).toBe(Math.max(1, Math.min(availableParallelism() - 1, 3)));
  });
});
