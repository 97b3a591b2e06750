import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { waitFor } from './wait-for.ts';

const startTimeoutMs = 10_000;

const askTimeoutMs = 5_000;

const maxStarts = 5;

/** How a server for a test is set up. */
export interface RedisServerOptions {
  /** Keeps all that was acknowledged over {@link RedisServer.restart}. False when absent. */
  readonly appendOnly?: boolean;
  /** More arguments for redis-server, as in `['--requirepass', 'x']`. */
  readonly args?: readonly string[];
  /** Of the user `default`; none when absent. */
  readonly password?: string;
  /** Serves TLS only, set up by these arguments; then only its Unix socket can be asked here. */
  readonly tlsArgs?: readonly string[];
  /** A write past a limit of the file size (`prlimit --fsize`) fails as on a full disk, and does not end it. */
  readonly outlivesFileLimit?: boolean;
}

/** How a server is started again. */
export interface RestartOptions {
  /** False: returns while it still reads its data. */
  readonly untilLoaded?: boolean;
  /** More arguments, this time only. */
  readonly args?: readonly string[];
}

interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  readonly disableClientInfo: true;
}

/** A real redis-server process on a port of its own, its files in a directory of its own. */
export class RedisServer {
  readonly port: number;
  readonly #directory: string;
  readonly #options: RedisServerOptions;
  #process: ChildProcess | undefined;

  private constructor(port: number, directory: string, options: RedisServerOptions) {
    this.port = port;
    this.#directory = directory;
    this.#options = options;
  }

  /** Starts a server; returns when it accepts connections. Whoever starts it stops it. */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    for (let attempt = 1; ; attempt += 1) {
      const directory = await mkdtemp(join(tmpdir(), 'ringgate-redis-'));
      const server = new RedisServer(await freePort(), directory, options);
      try {
        await server.#spawn();
        return server;
      } catch (error) {
        await server.stop();
        // Somebody else was faster to take the port.
        if (attempt === maxStarts || !String(error).includes('Address already in use')) throw error;
      }
    }
  }

  /** As a node takes it, without a password. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Where its files are. */
  get directory(): string {
    return this.#directory;
  }

  /** Of the process; absent when none runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** The path of its Unix socket. */
  get socketPath(): string {
    return join(this.#directory, 'redis.sock');
  }

  /** A client of its own, for what a test asks or changes behind the node's back; whoever asks for it disconnects it. */
  client(options: { readonly password?: string } = {}): Redis {
    return new Redis({ ...this.#address, ...options });
  }

  /** Runs with a client that is there only for that; rejects when the server does not answer. */
  async ask<Answer>(question: (client: Redis) => Promise<Answer>): Promise<Answer> {
    const client = new Redis({
      ...this.#address,
      retryStrategy: null,
      commandTimeout: askTimeoutMs,
    });
    // The command that meets it is rejected too.
    client.on('error', () => undefined);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  /** Ends the process at once, as a crash does; returns when its port is free. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops the process without ending it: connections stay, nothing is answered. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets a paused process go on. */
  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Starts the process again on the same port, after ending it if it runs. */
  async restart(how: RestartOptions = {}): Promise<void> {
    await this.kill();
    await this.#spawn(how);
  }

  /** Makes every snapshot from now on fail, and has one made: a server that is to save then takes no writes (MISCONF). */
  async breakSnapshots(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
    await this.ask(async (client) => {
      await client.config('SET', 'save', '3600 1');
      await client.bgsave();
      await waitFor('a snapshot has failed', async () =>
        (await client.info('persistence')).includes('rdb_last_bgsave_status:err'),
      );
    });
  }

  /** Ends the process and removes its files. */
  async stop(): Promise<void> {
    await this.#end('SIGKILL');
    await rm(this.#directory, { recursive: true, force: true });
  }

  get #address(): ServerAddress {
    const { password } = this.#options;
    return {
      host: '127.0.0.1',
      port: this.port,
      ...(password !== undefined && { password }),
      disableClientInfo: true,
    };
  }

  async #spawn({ untilLoaded = true, args: more = [] }: RestartOptions = {}): Promise<void> {
    const {
      appendOnly = false,
      args = [],
      password,
      tlsArgs,
      outlivesFileLimit = false,
    } = this.#options;
    const port = String(this.port);
    const ports = tlsArgs ? ['--port', '0', '--tls-port', port, ...tlsArgs] : ['--port', port];
    const fixed = [...ports, '--bind', '127.0.0.1', '--dir', this.#directory];
    const socket = ['--unixsocket', this.socketPath];
    // By its default a server that waits for the disk acknowledges what a kill then loses.
    const appending = appendOnly ? ['yes', '--appendfsync', 'always'] : ['no'];
    const keeping = ['--save', '', '--appendonly', ...appending];
    const signIn =
      password === undefined ? [] : ['--requirepass', password, '--masterauth', password];
    const all = [...fixed, ...socket, ...keeping, ...signIn, ...args, ...more];
    // What a shell ignores stays ignored in what it becomes.
    const [command, given] = outlivesFileLimit
      ? ['sh', ['-c', 'trap "" XFSZ; exec redis-server "$@"', 'redis-server', ...all]]
      : ['redis-server', all];
    const child = spawn(command, given, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    await printed(child, untilLoaded ? 'ready to accept connections' : 'server initialized');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

/** Starts several servers at once. */
export function startRedisServers(
  count: number,
  options: RedisServerOptions = {},
): Promise<RedisServer[]> {
  return Promise.all(Array.from({ length: count }, () => RedisServer.start(options)));
}

/** Rejects when a server has a key that would stay for ever: every one of ours but the ring's document has a time to live (I2). */
export async function assertNoKeyWithoutTtl(server: RedisServer): Promise<void> {
  const immortal = await server.ask(async (client) => {
    const found: string[] = [];
    for await (const page of client.scanStream({ count: 1_000 }) as AsyncIterable<string[]>) {
      const ttls = await Promise.all(page.map((key) => client.pttl(key)));
      found.push(...page.filter((key, i) => ttls[i] === -1 && key !== 'ring'));
    }
    return found;
  });
  if (immortal.length > 0) throw new Error(`Keys without a time to live: ${immortal.join(', ')}`);
}

/** Waits for a line of the server's log (in lower case), then lets the output run off. */
async function printed(child: ChildProcess, text: string): Promise<void> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('redis-server was started without pipes');
  // What is wrong with its arguments it says on the other one.
  const streams = [stdout, stderr].map((stream) => ({ stream, lines: createInterface(stream) }));
  const output: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const fail = (why: string): void => {
      reject(new Error(`redis-server ${why}\n${output.join('\n')}`));
    };
    const timer = setTimeout(fail, startTimeoutMs, 'did not become ready');
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(`did not start: ${error.message}`);
    });
    // Then all that it has said is there, too.
    child.once('close', () => {
      clearTimeout(timer);
      fail('ended');
    });
    const onLine = (line: string): void => {
      output.push(line);
      if (!line.toLowerCase().includes(text)) return;
      clearTimeout(timer);
      resolve();
    };
    for (const { lines } of streams) lines.on('line', onLine);
  });
  for (const { stream, lines } of streams) {
    lines.close();
    stream.resume();
  }
}
