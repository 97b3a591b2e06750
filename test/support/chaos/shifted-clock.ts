import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = new URL('./shifted-date.js', import.meta.url).href;

/** The wall clock of a process to be started, which can be put forward and back while it runs. */
export class ShiftedClock {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whoever creates it removes it. */
  static async create(): Promise<ShiftedClock> {
    const clock = new ShiftedClock(await mkdtemp(join(tmpdir(), 'ringgate-clock-')));
    await clock.shift(0);
    return clock;
  }

  /** What the process needs in its environment. */
  get env(): Readonly<Record<string, string>> {
    return { NODE_OPTIONS: `--import=${program}`, SHIFTED_DATE_FILE: this.#file };
  }

  /** Takes effect when the process is told by SIGUSR2, and when it starts. @param ms By how much it is fast. */
  async shift(ms: number): Promise<void> {
    await writeFile(this.#file, String(ms));
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #file(): string {
    return join(this.#folder, 'shift');
  }
}
