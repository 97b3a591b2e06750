import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** How a command ended. */
export interface CommandEnding {
  /** Absent when it was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** `ringgate ring ...` as a process of its own. */
export class RingCommand {
  readonly args: readonly string[];
  readonly #child: ChildProcess;
  readonly #ending: Promise<CommandEnding>;
  #stdout = '';
  #stderr = '';

  /** @param program The built gateway. @param env All of its environment but PATH. */
  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.args = args;
    this.#child = spawn(process.execPath, [program, 'ring', ...args], {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#ending = once(this.#child, 'close').then(([exitCode]) => ({
      exitCode: typeof exitCode === 'number' ? exitCode : undefined,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** Ends it at once, as a crash does. Does nothing when it has ended. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Stops it without ending it. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Lets it go on. */
  goOn(): void {
    this.#child.kill('SIGCONT');
  }

  ended(): Promise<CommandEnding> {
    return this.#ending;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
