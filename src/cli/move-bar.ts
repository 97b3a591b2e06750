import { SingleBar } from 'cli-progress';
import type { MoveProgress } from '../store/operator/ring-operations.ts';
import type { MoveDisplay } from './move-display.ts';
import { moveStage } from './move-stage.ts';
import { readableCount, readableDuration } from './readable-quantity.ts';

const barSize = 24;

/** A bar on a terminal, gone when moving has ended. */
export class MoveBar implements MoveDisplay {
  readonly #bar: SingleBar;
  #last: { readonly progress: MoveProgress; readonly leftMs: number | undefined } | undefined;

  constructor(terminal: NodeJS.WriteStream) {
    this.#bar = new SingleBar({
      stream: terminal,
      format: '{stage} [{bar}] {percentage} %  {moved} moved, {rate}/s{left}',
      barsize: barSize,
      hideCursor: true,
      clearOnComplete: true,
      emptyOnZero: true,
      // Signals are the process's own business.
      gracefulExit: false,
    });
  }

  show(progress: MoveProgress, leftMs: number | undefined): void {
    const payload = payloadOf(progress, leftMs);
    if (this.#last === undefined) this.#bar.start(progress.total, progress.scanned, payload);
    this.#bar.setTotal(progress.total);
    this.#bar.update(progress.scanned, payload);
    this.#last = { progress, leftMs };
  }

  interlude(tell: () => void): void {
    const last = this.#last;
    this.end();
    tell();
    if (last) this.show(last.progress, last.leftMs);
  }

  end(): void {
    if (this.#last) this.#bar.stop();
    this.#last = undefined;
  }
}

function payloadOf(progress: MoveProgress, leftMs: number | undefined): Record<string, string> {
  return {
    stage: moveStage(progress),
    moved: readableCount(progress.moved),
    rate: readableCount(progress.ratePerSecond),
    left: leftMs === undefined ? '' : `, ${readableDuration(leftMs)} left`,
  };
}
