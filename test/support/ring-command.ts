import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A machine that is busy with other tests takes its time. */
const endTimeoutMs = 60_000;

/** How the command ended. */
export interface RingCommandEnding {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built `ringgate ring` as a process of its own: `npm run build` comes first, as `npm test` does it. */
export class RingCommand {
  readonly #child: ChildProcess;
  #out = '';
  #err = '';
  #code: number | null | undefined;

  /** @param env All of its environment but PATH. */
  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, [program, 'ring', ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#out += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#err += text));
    this.#child.once('close', (code) => (this.#code = code));
  }

  /** What it has written to the standard output so far. */
  get out(): string {
    return this.#out;
  }

  tell(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it has written a text to the standard output. */
  async says(text: string): Promise<void> {
    await waitFor(
      `it says ${JSON.stringify(text)}`,
      () => this.#out.includes(text) || this.#code !== undefined,
      endTimeoutMs,
    );
    if (!this.#out.includes(text)) throw new Error(`It ended without that:\n${this.#err}`);
  }

  /** Waits until it has ended. */
  async ended(): Promise<RingCommandEnding> {
    await waitFor('it has ended', () => this.#code !== undefined, endTimeoutMs);
    return { code: this.#code ?? null, out: this.#out, err: this.#err };
  }
}

/** Runs `ringgate ring` to its end. */
export function runRing(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RingCommandEnding> {
  return new RingCommand(args, env).ended();
}
