import type { SupervisorMessage, WorkerMessage } from '../../../src/workers/worker-message.ts';
import type { WorkerEnding, WorkerProcess } from '../../../src/workers/worker-process.ts';

/** A worker that does what a test says. */
export class WorkerInHand implements WorkerProcess {
  readonly id: number;
  readonly pid: number;
  readonly asked: SupervisorMessage[] = [];
  readonly signals: string[] = [];
  #hear: (message: WorkerMessage) => void = () => undefined;
  #end: (ending: WorkerEnding) => void = () => undefined;

  constructor(id: number) {
    this.id = id;
    this.pid = 1_000 + id;
  }

  ask(message: SupervisorMessage): void {
    this.asked.push(message);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    this.signals.push(signal);
    if (signal === 'SIGKILL') this.end({ exitCode: undefined, signal });
  }

  onMessage(listener: (message: WorkerMessage) => void): void {
    this.#hear = listener;
  }

  onEnd(listener: (ending: WorkerEnding) => void): void {
    this.#end = listener;
  }

  /** It accepts requests. */
  serve(): void {
    this.#hear({ ringgate: 'serving', url: 'http://127.0.0.1:4000/graphql' });
  }

  /** Its event loop turns. */
  answer(): void {
    this.#hear({ ringgate: 'here' });
  }

  end(ending: WorkerEnding = { exitCode: 1, signal: undefined }): void {
    this.#end(ending);
  }
}
