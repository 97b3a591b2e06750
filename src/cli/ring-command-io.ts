import type { RingAccess } from '../config/ring-config.ts';
import type { NodeLog } from '../store/node-log.ts';
import type { RingOperations } from '../store/operator/ring-operations.ts';

/** What `ringgate ring` uses of the process. */
export interface RingCommandIo {
  /** Reports: tables, summaries, JSON. */
  readonly stdout: { write(text: string): unknown };
  /** Progress and warnings. */
  readonly stderr: { write(text: string): unknown };
  /** The standard error, where it is a terminal to draw a bar on. */
  readonly terminal: NodeJS.WriteStream | undefined;
  /** Until it is called, Ctrl-C ends the process at once; afterwards it aborts the signal. */
  readonly interruption: () => AbortSignal;
  /** Reads what this environment says of the ring. @throws ConfigError */
  readonly readAccess: () => RingAccess;
  /** Connects to the ring that the named nodes are of. */
  readonly openRing: (access: RingAccess, log: NodeLog) => Promise<RingOperations>;
}
