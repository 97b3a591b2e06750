import { SingleBar } from 'cli-progress';
import type { MoveProgress } from '../store/operator/ring-operations.ts';
import type { MoveDisplay } from './move-display.ts';
import { MoveStages } from './move-stages.ts';
import { readableCount, readableDuration } from './readable-quantity.ts';

const barSize = 24;

/** A bar on a terminal, gone when moving has ended. */
export class MoveBar implements MoveDisplay {
  readonly #bar: SingleBar;
  readonly #stages = new MoveStages();
  #drawn: Drawn | undefined;

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
    const texts = { stage: this.#stages.of(progress), ...figures(progress, leftMs) };
    this.#draw({ progress, texts });
  }

  interlude(tell: () => void): void {
    const drawn = this.#drawn;
    this.end();
    tell();
    if (drawn) this.#draw(drawn);
  }

  end(): void {
    if (this.#drawn) this.#bar.stop();
    this.#drawn = undefined;
  }

  #draw(drawn: Drawn): void {
    const { total, scanned } = drawn.progress;
    if (this.#drawn === undefined) this.#bar.start(total, scanned, drawn.texts);
    this.#bar.setTotal(total);
    this.#bar.update(scanned, drawn.texts);
    this.#drawn = drawn;
  }
}

interface Drawn {
  readonly progress: MoveProgress;
  readonly texts: Readonly<Record<string, string>>;
}

function figures(
  { moved, ratePerSecond }: MoveProgress,
  leftMs: number | undefined,
): Record<string, string> {
  return {
    moved: readableCount(moved),
    rate: readableCount(ratePerSecond),
    left: leftMs === undefined ? '' : `, ${readableDuration(leftMs)} left`,
  };
}
