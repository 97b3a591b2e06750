import cluster, { type Worker } from 'node:cluster';
import { closeLostConnections } from './close-lost-connections.ts';
import { isWorkerMessage } from './worker-message.ts';
import type { WorkerEnding, WorkerProcess } from './worker-process.ts';

/**
 * Starts this program once more, with the same arguments, flags of Node and environment, as a worker of this process.
 *
 * This process accepts the connections and hands them out in turn (`SCHED_RR`): left to the system, most connections
 * would go to few of the workers, and they are kept for many requests. A worker that does not take the one that it was
 * handed gets no other.
 */
export function forkWorker(): WorkerProcess {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const worker = cluster.fork();
  closeLostConnections(worker);
  return asWorkerProcess(worker);
}

function asWorkerProcess(worker: Worker): WorkerProcess {
  return {
    id: worker.id,
    pid: worker.process.pid,
    ask: (message) => {
      // It may end at any moment; its end is told by itself.
      if (worker.isConnected()) worker.send(message, () => undefined);
    },
    kill: (signal) => {
      worker.process.kill(signal);
    },
    onMessage: (listener) => {
      worker.on('message', (message: unknown) => {
        if (isWorkerMessage(message)) listener(message);
      });
    },
    onEnd: (listener) => {
      endOf(worker, listener);
    },
  };
}

function endOf(worker: Worker, listener: (ending: WorkerEnding) => void): void {
  let told = false;
  const tell = (ending: WorkerEnding): void => {
    if (told) return;
    told = true;
    listener(ending);
  };
  worker.on('exit', (code: number | null, signal: string | null) => {
    tell({ exitCode: code ?? undefined, signal: signal ?? undefined });
  });
  worker.on('error', () => {
    // One that the system could not start has no exit; all other errors are followed by one.
    if (worker.process.pid === undefined) tell({ exitCode: undefined, signal: undefined });
  });
}
