import { Heartbeat, type HeartbeatTimes } from './heartbeat.ts';
import { restartDelayMs } from './restart-delay.ts';
import type { WorkerMessage } from './worker-message.ts';
import { describeEnding, type WorkerEnding, type WorkerProcess } from './worker-process.ts';
import type { WorkersLog } from './workers-log.ts';

/** How long a worker may take. All are positive whole milliseconds. */
export interface WorkerTimes {
  /** From its start until it serves. */
  readonly startTimeoutMs: number;
  /** A worker that dies sooner than this after it began to serve has failed. */
  readonly settledAfterMs: number;
  readonly heartbeat: HeartbeatTimes;
}

/** What a slot uses, and whom it tells. */
export interface WorkerSlotOptions {
  readonly fork: () => WorkerProcess;
  readonly times: WorkerTimes;
  readonly log: WorkersLog;
  /** Its worker accepts requests; `url` is where GraphQL is. */
  readonly onServing: (url: string) => void;
  /** Its worker died unasked. It is going to be replaced, unless the slot is stopped. */
  readonly onDeath: (ending: WorkerEnding) => void;
}

/** The place of one worker: whoever dies there is replaced, later each time that it dies soon. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  #worker: WorkerProcess | undefined;
  #heartbeat: Heartbeat | undefined;
  /** Until it serves; then until it is settled; while there is none, until the next one is started. */
  #timer: NodeJS.Timeout | undefined;
  #isServing = false;
  #isSettled = false;
  #failures = 0;
  #stopping: Promise<WorkerEnding | undefined> | undefined;
  #stopped: ((ending: WorkerEnding | undefined) => void) | undefined;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
  }

  /** How many workers in a row died before they had served for a while. */
  get failures(): number {
    return this.#failures;
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  /** Whether its worker has served for a while. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  start(): void {
    const { fork, times, log } = this.#options;
    const worker = fork();
    this.#worker = worker;
    worker.onMessage((message) => {
      if (this.#worker === worker) this.#hear(message);
    });
    worker.onEnd((ending) => {
      this.#ended(worker, ending);
    });
    this.#timer = setTimeout(() => {
      log.error({ worker: worker.id }, 'a worker did not start in time and is ended');
      worker.kill('SIGKILL');
    }, times.startTimeoutMs);
  }

  /** Has its worker finish what is under way, and starts no other. Settles when it has ended, with how it did. */
  stop(): Promise<WorkerEnding | undefined> {
    this.#stopping ??= new Promise((resolve) => {
      clearTimeout(this.#timer);
      this.#stopped = resolve;
      if (this.#worker === undefined) resolve(undefined);
      else this.#worker.kill('SIGTERM');
    });
    return this.#stopping;
  }

  /** Ends its worker at once. */
  kill(): void {
    this.#worker?.kill('SIGKILL');
  }

  #hear(message: WorkerMessage): void {
    if (message.ringgate === 'here') this.#heartbeat?.answered();
    else if (!this.#isServing) this.#served(message.url);
  }

  #served(url: string): void {
    const { times, log, onServing } = this.#options;
    const worker = this.#worker;
    if (worker === undefined) return;
    this.#isServing = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isSettled = true;
      this.#failures = 0;
    }, times.settledAfterMs);
    this.#heartbeat = new Heartbeat(
      times.heartbeat,
      () => {
        worker.ask({ ringgate: 'are-you-there' });
      },
      () => {
        log.error({ worker: worker.id, workerPid: worker.pid }, 'a worker hangs and is ended');
        worker.kill('SIGKILL');
      },
    );
    this.#heartbeat.start();
    log.info({ worker: worker.id, workerPid: worker.pid }, 'a worker serves');
    onServing(url);
  }

  #ended({ id, pid }: WorkerProcess, ending: WorkerEnding): void {
    const { log, onDeath } = this.#options;
    clearTimeout(this.#timer);
    this.#heartbeat?.stop();
    this.#worker = undefined;
    if (!this.#isSettled) this.#failures += 1;
    this.#isServing = false;
    this.#isSettled = false;
    if (this.#stopped !== undefined) {
      this.#stopped(ending);
      return;
    }
    log.error({ worker: id, workerPid: pid }, `a worker ${describeEnding(ending)}`);
    this.#timer = setTimeout(() => {
      this.start();
    }, restartDelayMs(this.#failures));
    onDeath(ending);
  }
}
