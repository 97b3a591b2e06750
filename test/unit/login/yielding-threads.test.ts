import { readdir } from 'node:fs/promises';
import { getPriority } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { yieldPoolThreads } from '../../../src/login/yielding-threads.ts';

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('yieldPoolThreads', () => {
  onLinux(
    'gives the threads that hash passwords a lower priority than the event loop has',
    async () => {
      const found = await yieldPoolThreads();
      expect(found).toBeGreaterThan(0);
      const threads = await readdir('/proc/self/task');
      const lower = threads.filter((thread) => getPriority(Number(thread)) === 10);
      expect(lower.length).toBeGreaterThanOrEqual(found);
      expect(getPriority(process.pid)).toBe(0);
    },
  );
});
