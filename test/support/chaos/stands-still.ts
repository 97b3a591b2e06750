import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitFor } from '../wait-for.ts';

const run = promisify(execFile);

/** Waits until a process that was told SIGSTOP has stopped: the signal takes effect a little later. */
export async function standsStill(pid: number | undefined): Promise<void> {
  await waitFor('the process stands still', async () => {
    const { stdout } = await run('ps', ['-o', 'stat=', '-p', String(pid)]);
    return stdout.startsWith('T');
  });
}
