import type { SupervisorMessage, WorkerMessage } from './worker-message.ts';

/** A process that serves the port together with others, as its supervisor sees it. */
export interface WorkerProcess {
  /** Counts the workers of a supervisor; never used again. */
  readonly id: number;
  /** Absent where the system could not start it. */
  readonly pid: number | undefined;
  /** Does nothing where it has ended. */
  ask(message: SupervisorMessage): void;
  /** `SIGTERM`: it is to finish what is under way; `SIGKILL`: it ends at once. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  onMessage(listener: (message: WorkerMessage) => void): void;
  /** The listener is called once. */
  onEnd(listener: (ending: WorkerEnding) => void): void;
}

/** How a worker ended. */
export interface WorkerEnding {
  /** Absent where a signal ended it, or where it could not be started. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** In words, as in `ended with the exit code 1`. */
export function describeEnding({ exitCode, signal }: WorkerEnding): string {
  if (signal !== undefined) return `was ended by ${signal}`;
  return exitCode === undefined ? 'could not be started' : `ended with the exit code ${exitCode}`;
}
