import type { Worker } from 'node:cluster';
import { isSupervisorMessage, type WorkerMessage } from './worker-message.ts';

/** From now on this worker answers its supervisor, as long as its event loop turns. */
export function attendSupervisor(worker: Worker): void {
  worker.on('message', (message: unknown) => {
    if (isSupervisorMessage(message)) tell(worker, { ringgate: 'here' });
  });
}

/** Tells the supervisor that this worker accepts requests; `url` is where GraphQL is. */
export function tellServing(worker: Worker, url: string): void {
  tell(worker, { ringgate: 'serving', url });
}

function tell(worker: Worker, message: WorkerMessage): void {
  // A supervisor that is gone needs no answer: its workers end with the channel.
  worker.send(message, () => undefined);
}
