import { SentinelProcess } from '../../support/sentinel-process.ts';
import { waitFor } from '../../support/wait-for.ts';

/** Where a Sentinel is, and what it says. */
export interface LoneSentinelOptions {
  readonly port: number;
  /** Of the master `m` on this machine. */
  readonly masterPort: number;
  /** Of the failover that made it the master. */
  readonly epoch: number;
  /** Of the Sentinel itself. */
  readonly password?: string;
}

/** Starts a Sentinel that knows no other, so that it goes on saying what it is told here; returns when it answers. */
export async function startLoneSentinel(options: LoneSentinelOptions): Promise<SentinelProcess> {
  const { port, masterPort, epoch, password } = options;
  const lines = [
    `port ${port}`,
    `sentinel monitor m 127.0.0.1 ${masterPort} 2`,
    `sentinel config-epoch m ${epoch}`,
    ...(password === undefined ? [] : [`requirepass ${password}`]),
  ];
  const sentinel = await SentinelProcess.start(port, lines, password);
  await waitFor('it answers', () =>
    sentinel.ask('MASTERS').then(
      () => true,
      () => false,
    ),
  );
  return sentinel;
}
