import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

const script = fileURLToPath(new URL('../../scripts/example.js', import.meta.url));

/** A machine that is busy with other tests takes its time to load a program. */
const startTimeoutMs = 20_000;

/** The built example as `npm run example` starts it: a gateway, and the shop in front of it. */
export class StorefrontProcess {
  readonly #child: ChildProcess;
  #output = '';

  /** @param env All of its environment but PATH; the gateway gets it too. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [script], {
      env: { PATH: process.env['PATH'], PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
  }

  /** All that it has written. */
  get output(): string {
    return this.#output;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Waits until it serves. @returns The address of the shop, as in `http://127.0.0.1:4001`. */
  async ready(): Promise<string> {
    const line = /the shop is at (http:\S+)/;
    const isOver = (): boolean => line.test(this.#output) || this.exitCode !== null;
    await waitFor('the shop is served', isOver, startTimeoutMs);
    const url = line.exec(this.#output)?.[1];
    if (url === undefined) throw new Error(`The example did not start:\n${this.#output}`);
    return url;
  }

  /** Tells it to end, as Ctrl-C does, and waits until it has, with its gateway. */
  async stop(): Promise<void> {
    if (this.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await ended;
  }
}
