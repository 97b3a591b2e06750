import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const askTimeoutMs = 5_000;

/** A real Sentinel: redis-server --sentinel on a file of its own. */
export class SentinelProcess {
  readonly port: number;
  #process: ChildProcess;
  readonly #directory: string;
  readonly #password: string | undefined;

  private constructor(
    port: number,
    process: ChildProcess,
    directory: string,
    password: string | undefined,
  ) {
    this.port = port;
    this.#process = process;
    this.#directory = directory;
    this.#password = password;
  }

  /** @param lines Of its file, beside where it is. */
  static async start(
    port: number,
    lines: readonly string[],
    password?: string,
  ): Promise<SentinelProcess> {
    const directory = await mkdtemp(join(tmpdir(), 'ringgate-sentinel-'));
    await writeFile(
      fileIn(directory),
      [`dir ${directory}`, 'bind 127.0.0.1', ...lines, ''].join('\n'),
    );
    return new SentinelProcess(port, spawned(directory), directory, password);
  }

  /** Runs a command of Sentinel, as in `MASTERS`; rejects when it does not answer. */
  async ask(...args: readonly string[]): Promise<unknown> {
    return this.call('SENTINEL', ...args);
  }

  /** Runs a command that any server has; rejects when it does not answer. */
  async call(name: string, ...args: readonly string[]): Promise<unknown> {
    const client = new Redis({
      host: '127.0.0.1',
      port: this.port,
      ...(this.#password !== undefined && { password: this.#password }),
      disableClientInfo: true,
      protocol: 2,
      retryStrategy: null,
      commandTimeout: askTimeoutMs,
      // Otherwise one that could not connect keeps its process for two seconds.
      disconnectTimeout: 0,
    });
    client.on('error', () => undefined);
    try {
      return await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  }

  pause(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }

  /** Ends the process at once, as a crash does. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exited;
  }

  /** Starts it again after {@link SentinelProcess.kill}, with all that it has written down. */
  restart(): void {
    this.#process = spawned(this.#directory);
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

function spawned(directory: string): ChildProcess {
  return spawn('redis-server', [fileIn(directory), '--sentinel'], {
    stdio: 'ignore',
  });
}

/** Sentinel writes into it what it has found out. */
function fileIn(directory: string): string {
  return join(directory, 'sentinel.conf');
}
