import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

/** What `npm run build` makes. */
export const builtProgram = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** A machine that is busy with other tests takes its time to load a program. */
const startTimeoutMs = 20_000;

/** How a process ended. */
export interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built gateway as a process of its own: `npm run build` comes first, as `npm test` does it. */
export class GatewayProcess {
  readonly #child: ChildProcess;
  #output = '';
  #ending: Ending | undefined;

  /** @param env All of its environment but PATH; without a port of its own for operators it has none. */
  constructor(env: Readonly<Record<string, string>>, program = builtProgram) {
    this.#child = spawn(process.execPath, [program], {
      env: { PATH: process.env['PATH'], RINGGATE_ADMIN_PORT: 'off', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    }
    this.#child.once('close', (exitCode, signal) => {
      this.#ending = { exitCode, signal };
    });
  }

  /** Absent when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** All that it has written. */
  get output(): string {
    return this.#output;
  }

  /** Waits for the line that says where it listens. @returns The address of GraphQL. */
  async ready(): Promise<string> {
    const line = /http:\/\/[\w.:[\]]+\/graphql/;
    await waitFor(
      'it listens',
      () => line.test(this.#output) || this.#ending !== undefined,
      startTimeoutMs,
    );
    const url = line.exec(this.#output)?.[0];
    if (url === undefined) throw new Error(`The gateway did not start:\n${this.#output}`);
    return url;
  }

  tell(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits until it has ended. */
  async ended(): Promise<Ending> {
    await waitFor('it has ended', () => this.#ending !== undefined, startTimeoutMs);
    return this.#ending ?? { exitCode: null, signal: null };
  }

  /** Ends it at once, if it still runs. */
  async kill(): Promise<void> {
    if (this.#ending === undefined) this.tell('SIGKILL');
    await this.ended();
  }
}
