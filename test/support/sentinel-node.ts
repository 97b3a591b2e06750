import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { RedisServer } from './redis-server.ts';
import { SentinelProcess } from './sentinel-process.ts';
import { waitFor } from './wait-for.ts';

const sentinelCount = 3;
/** Sentinels make a master that is back a replica after eight seconds. */
const readyLimitMs = 30_000;

/** How such a node is set up. */
export interface SentinelNodeOptions {
  /** Of the master, as its Sentinels know it; `m` when absent. */
  readonly name?: string;
  /** Of both servers. */
  readonly password?: string;
  readonly sentinelPassword?: string;
  /** Arguments of redis-server for TLS, as in `['--tls-cert-file', 'x.crt']`: then servers and Sentinels have nothing else. */
  readonly tlsArgs?: readonly string[];
}

/** The two servers, by what they are. */
export interface Roles {
  readonly master: RedisServer;
  readonly replica: RedisServer;
}

/** A master, its replica, and three Sentinels that watch them: five real processes. */
export class SentinelNode {
  /** The two servers; the first one is the master as long as nothing happens to it. */
  readonly master: RedisServer;
  readonly replica: RedisServer;
  readonly sentinels: readonly SentinelProcess[];
  readonly #options: SentinelNodeOptions;

  private constructor(
    servers: readonly [RedisServer, RedisServer],
    sentinels: readonly SentinelProcess[],
    options: SentinelNodeOptions,
  ) {
    [this.master, this.replica] = servers;
    this.sentinels = sentinels;
    this.#options = options;
  }

  /** Returns when a failover could happen at once. Whoever starts it stops it. */
  static async start(options: SentinelNodeOptions = {}): Promise<SentinelNode> {
    const master = await RedisServer.start(serverOptions(options));
    const replica = await RedisServer.start(serverOptions(options, master));
    const ports = await Promise.all(Array.from({ length: sentinelCount }, freePort));
    const node = new SentinelNode(
      [master, replica],
      await startSentinels(ports, [master, replica], options),
      options,
    );
    try {
      await node.untilReady();
      return node;
    } catch (error) {
      await node.stop();
      throw error;
    }
  }

  /** As a node takes it, without credentials. @param query As in `id=a&weight=2`. */
  url(query = '', name = this.name): string {
    const hosts = this.sentinels.map(({ port }) => `127.0.0.1:${port}`).join(',');
    const scheme = this.#options.tlsArgs ? 'rediss+sentinel' : 'redis+sentinel';
    return `${scheme}://${hosts}/${name}${query === '' ? '' : `?${query}`}`;
  }

  get name(): string {
    return this.#options.name ?? 'm';
  }

  /** Runs on one of the two servers, over its socket; rejects when it does not answer. */
  async ask<Answer>(
    server: RedisServer,
    question: (client: Redis) => Promise<Answer>,
  ): Promise<Answer> {
    const { password } = this.#options;
    const client = new Redis({
      path: server.socketPath,
      ...(password !== undefined && { password }),
      disableClientInfo: true,
      retryStrategy: null,
      commandTimeout: 5_000,
    });
    client.on('error', () => undefined);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  /** Which server is the master now, as more than half of the Sentinels say, and which one is not. */
  async roles(): Promise<Roles> {
    const servers = [this.master, this.replica];
    let named: RedisServer | undefined;
    await waitFor('the Sentinels agree on a master', async () => {
      const ports = await Promise.all(this.sentinels.map((each) => this.#portNamedBy(each)));
      const count = (port: number): number => ports.filter((each) => each === port).length;
      named = servers.find(({ port }) => 2 * count(port) > sentinelCount);
      return named !== undefined;
    });
    return named === this.replica
      ? { master: this.replica, replica: this.master }
      : { master: this.master, replica: this.replica };
  }

  /** Returns when a failover could happen at once. */
  async untilReady(): Promise<void> {
    // Over TLS they cannot be asked from here.
    const areAsked = this.#options.tlsArgs === undefined;
    if (areAsked) await waitFor('a failover can happen', () => this.#canFailOver(), readyLimitMs);
    const { master } = areAsked ? await this.roles() : this;
    await waitFor('its replica acknowledges writes', () => this.#isReplicated(master));
  }

  async stop(): Promise<void> {
    await Promise.all([this.master, this.replica, ...this.sentinels].map((each) => each.stop()));
  }

  /** Absent when it does not answer. */
  async #portNamedBy(sentinel: SentinelProcess): Promise<number | undefined> {
    try {
      const address = await sentinel.ask('GET-MASTER-ADDR-BY-NAME', this.name);
      return Array.isArray(address) ? Number(address[1]) : undefined;
    } catch {
      return undefined;
    }
  }

  #isReplicated(master: RedisServer): Promise<boolean> {
    return this.ask(master, async (client) => {
      await client.set('first', '', 'EX', 1);
      return (await client.wait(1, 2_000)) === 1;
    });
  }

  async #canFailOver(): Promise<boolean> {
    const views = await Promise.all(
      this.sentinels.map(async (sentinel) => {
        try {
          const master = factsIn(await sentinel.ask('MASTER', this.name));
          const [replica] = (await sentinel.ask('REPLICAS', this.name)) as unknown[];
          return (
            master.get('flags') === 'master' &&
            master.get('num-other-sentinels') === String(sentinelCount - 1) &&
            factsIn(replica).get('flags') === 'slave' &&
            factsIn(replica).get('master-link-status') === 'ok' &&
            String(await sentinel.ask('CKQUORUM', this.name)).startsWith('OK')
          );
        } catch {
          return false;
        }
      }),
    );
    return views.every(Boolean);
  }
}

function serverOptions(
  { password, tlsArgs }: SentinelNodeOptions,
  master?: RedisServer,
): { readonly args: readonly string[]; readonly tlsArgs?: readonly string[] } {
  const sync = ['--repl-diskless-sync-delay', '0'];
  const signIn =
    password === undefined ? [] : ['--requirepass', password, '--masterauth', password];
  const following = master ? ['--replicaof', '127.0.0.1', String(master.port)] : [];
  return { args: [...sync, ...signIn, ...following], ...(tlsArgs && { tlsArgs }) };
}

function startSentinels(
  ports: readonly number[],
  [master, replica]: readonly [RedisServer, RedisServer],
  { name = 'm', password, sentinelPassword, tlsArgs }: SentinelNodeOptions,
): Promise<SentinelProcess[]> {
  const known = ports.map((port) => ({ port, id: randomBytes(20).toString('hex') }));
  return Promise.all(
    known.map(({ port, id }) => {
      const others = known.filter((each) => each.port !== port);
      const lines = [
        ...(tlsArgs ? ['port 0', `tls-port ${port}`, ...fileLines(tlsArgs)] : [`port ${port}`]),
        `sentinel myid ${id}`,
        `sentinel monitor ${name} 127.0.0.1 ${master.port} 2`,
        `sentinel down-after-milliseconds ${name} 2000`,
        `sentinel failover-timeout ${name} 2000`,
        ...(password === undefined ? [] : [`sentinel auth-pass ${name} ${password}`]),
        ...(sentinelPassword === undefined
          ? []
          : [`requirepass ${sentinelPassword}`, `sentinel sentinel-pass ${sentinelPassword}`]),
        // Otherwise they find each other only after some seconds.
        `sentinel known-replica ${name} 127.0.0.1 ${replica.port}`,
        ...others.map(
          (each) => `sentinel known-sentinel ${name} 127.0.0.1 ${each.port} ${each.id}`,
        ),
      ];
      return SentinelProcess.start(port, lines, sentinelPassword);
    }),
  );
}

/** Arguments as lines of a file. */
function fileLines(args: readonly string[]): string[] {
  return args
    .join(' ')
    .split(/ ?--/)
    .filter((line) => line !== '');
}

/** What Sentinel lists as names and values in turn. */
function factsIn(list: unknown): ReadonlyMap<string, string> {
  const texts = Array.isArray(list) ? list.map(String) : [];
  return new Map(texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : [])));
}
