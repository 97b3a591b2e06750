import type { Redis } from 'ioredis';
import { keySlot } from '../../src/store/redis/cluster/key-slot.ts';
import { readSlotMap, slotCount, type SlotRange } from '../../src/store/redis/cluster/slot-map.ts';
import { freePort } from './free-port.ts';
import { RedisServer } from './redis-server.ts';
import { waitFor } from './wait-for.ts';

const masterCount = 3;

/** Short enough for a test, and long enough for machines that are busy with others. */
const nodeTimeoutMs = 1_500;

const formTimeoutMs = 15_000;
const migrateTimeoutMs = 2_000;
const keysAtOnce = 100;

const maxStarts = 5;

const clusterArgs = [
  ...['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeoutMs)],
  ...['--cluster-require-full-coverage', 'no', '--cluster-allow-replica-migration', 'no'],
  ...['--repl-diskless-sync-delay', '0', '--cluster-replica-validity-factor', '0'],
];

const useOfTls = ['--tls-cluster', 'yes', '--tls-replication', 'yes'];

/** How a cluster is set up. */
export interface RedisClusterOptions {
  /** More arguments for every redis-server. */
  readonly args?: readonly string[];
  /** Of the user `default`; none when absent. */
  readonly password?: string;
  /** Arguments of redis-server, as in `['--tls-cert-file', 'x.crt']`: servers use TLS among each other and for nodes. */
  readonly tlsArgs?: readonly string[];
}

interface Member {
  readonly server: RedisServer;
  /** Beside that of the server, where tests ask it. */
  readonly tlsPort: number | undefined;
  readonly busPort: number;
  readonly id: string;
}

/** A real Redis Cluster: three masters, each with a replica, on ports of their own. */
export class RedisCluster {
  readonly #members: readonly Member[];
  readonly #dead = new Set<RedisServer>();
  readonly #options: RedisClusterOptions;
  readonly #clients = new Map<RedisServer, Redis>();

  private constructor(members: readonly Member[], options: RedisClusterOptions) {
    this.#members = members;
    this.#options = options;
  }

  /** Returns when every slot is served and every replica has its master's data. Whoever starts it stops it. */
  static async start(options: RedisClusterOptions = {}): Promise<RedisCluster> {
    const members = await Promise.all(
      Array.from({ length: 2 * masterCount }, () => startMember(options)),
    );
    const cluster = new RedisCluster(members, options);
    try {
      await cluster.#form();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** As a node takes it, without a password: names the servers that were masters at first. */
  get url(): string {
    const ports = this.#members.slice(0, masterCount).map(portForNodes);
    const scheme = this.#options.tlsArgs ? 'rediss+cluster' : 'redis+cluster';
    return `${scheme}://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
  }

  /** All that were not killed. */
  get servers(): readonly RedisServer[] {
    return this.#members.map(({ server }) => server).filter((server) => !this.#dead.has(server));
  }

  /** Those that have slots, as one of the living says. */
  async masters(): Promise<readonly RedisServer[]> {
    const ports = new Set((await this.#slots()).map(({ master }) => master.port));
    return this.servers.filter(({ port }) => ports.has(port));
  }

  /** The server that has a key. */
  async masterOf(key: string): Promise<RedisServer> {
    return this.ownerOf(keySlot(key));
  }

  async ownerOf(slot: number): Promise<RedisServer> {
    const owner = portOf(slot, await this.#slots());
    const server = this.servers.find(({ port }) => port === owner);
    if (!server) throw new Error(`Nobody has the slot ${slot}`);
    return server;
  }

  /** Runs with a client of the server that has a key. */
  async askOwner<Answer>(
    key: string,
    question: (client: Redis) => Promise<Answer>,
  ): Promise<Answer> {
    return (await this.masterOf(key)).ask(question);
  }

  /** Moves a slot with its keys, by the steps of `redis-cli --cluster reshard`. */
  async moveSlot(slot: number, from: RedisServer, to: RedisServer): Promise<void> {
    const begun = await this.beginMove(slot, from, to);
    await begun.finish();
  }

  /** Moves all that a server has, many slots at once. */
  async moveAllSlots(from: RedisServer, to: RedisServer): Promise<void> {
    const [source, target] = [this.#clientOf(from), this.#clientOf(to)];
    for (const slot of new Set((await source.keys('*')).map(keySlot))) {
      await this.moveSlot(slot, from, to);
    }
    const slots = (await this.#slotsBy(from))
      .filter(({ master }) => master.port === from.port)
      .flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, at) => first + at),
      );
    const [fromId, toId] = [this.#idOf(from), this.#idOf(to)];
    await Promise.all(
      slots.map(async (slot) => {
        await target.cluster('SETSLOT', slot, 'IMPORTING', fromId);
        await target.cluster('SETSLOT', slot, 'NODE', toId);
        await source.cluster('SETSLOT', slot, 'NODE', toId);
      }),
    );
    for (const slot of slots.slice(-1)) await this.#isKnown(slot, to);
  }

  /** A move that stops half-way, with all keys still where they were. */
  async beginMove(slot: number, from: RedisServer, to: RedisServer): Promise<SlotMove> {
    const [source, target] = [this.#clientOf(from), this.#clientOf(to)];
    await target.cluster('SETSLOT', slot, 'IMPORTING', this.#idOf(from));
    await source.cluster('SETSLOT', slot, 'MIGRATING', this.#idOf(to));
    return {
      moveKeys: () => this.#moveKeys(source, slot, to),
      finish: async () => {
        await this.#moveKeys(source, slot, to);
        const id = this.#idOf(to);
        await target.cluster('SETSLOT', slot, 'NODE', id);
        await source.cluster('SETSLOT', slot, 'NODE', id);
        await this.#isKnown(slot, to);
      },
    };
  }

  /** Kills a master, and waits until its replica has its slots and the others know it. @returns The new master. */
  async failOver(master: RedisServer): Promise<RedisServer> {
    const replica = await this.replicaOf(master);
    await this.kill(master);
    await this.isMasterEverywhere(replica);
    return replica;
  }

  async kill(server: RedisServer): Promise<void> {
    this.#dead.add(server);
    this.#clients.get(server)?.disconnect();
    this.#clients.delete(server);
    await server.kill();
  }

  async replicaOf(master: RedisServer): Promise<RedisServer> {
    const replicas = await master.ask((client) => client.cluster('REPLICAS', this.#idOf(master)));
    const ids = (replicas as string[]).map((line) => line.split(' ')[0]);
    const found = this.#members.find(({ id }) => ids.includes(id));
    if (!found) throw new Error('The master has no replica');
    return found.server;
  }

  /** Returns when all that answer say that a server is a master with slots. */
  async isMasterEverywhere(server: RedisServer, among = this.servers): Promise<void> {
    const line = new RegExp(`^${this.#idOf(server)} .* (?:myself,)?master .* connected \\d`, 'm');
    await waitFor(
      'the replica is the master',
      async () => {
        const views = await Promise.all(
          among.map((each) => each.ask((client) => client.cluster('NODES'))),
        );
        return views.every((view) => line.test(String(view)));
      },
      formTimeoutMs,
    );
  }

  /** How often servers answered with an error of this code, all together. */
  async errorCount(code: string): Promise<number> {
    const infos = await Promise.all(
      this.servers.map((server) => server.ask((client) => client.info('errorstats'))),
    );
    const counts = infos.map((info) =>
      Number(new RegExp(`errorstat_${code}:count=(\\d+)`).exec(info)?.[1] ?? 0),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients.values()) client.disconnect();
    await Promise.all(this.#members.map(({ server }) => server.stop()));
  }

  /**
   * Servers that give slots away before all have heard of the last one come to disagree for good. Its owner alone is not
   * enough: one that gets a slot back and has not heard of the epoch of the other takes no newer one, and nobody believes it.
   */
  async #isKnown(slot: number, owner: RedisServer): Promise<void> {
    const limit = performance.now() + formTimeoutMs;
    for (;;) {
      const views = await Promise.all(
        this.servers.map(async (server) => ({
          port: portOf(slot, await this.#slotsBy(server)),
          epoch: await this.#epochBy(server),
        })),
      );
      const epochs = new Set(views.map(({ epoch }) => epoch));
      if (epochs.size === 1 && views.every(({ port }) => port === owner.port)) return;
      if (performance.now() > limit) {
        throw new Error(`The servers have not heard of the move: ${JSON.stringify(views)}`);
      }
    }
  }

  /** The newest that a server has heard of. */
  async #epochBy(server: RedisServer): Promise<string | undefined> {
    const info = await this.#clientOf(server).cluster('INFO');
    return /^cluster_current_epoch:(\d+)/m.exec(info)?.[1];
  }

  /** One for each server, for what is asked often. */
  #clientOf(server: RedisServer): Redis {
    const client = this.#clients.get(server) ?? server.client();
    this.#clients.set(server, client);
    return client;
  }

  async #moveKeys(source: Redis, slot: number, to: RedisServer): Promise<void> {
    const { password } = this.#options;
    const signIn = password === undefined ? [] : ['AUTH', password];
    const place = ['127.0.0.1', portForNodes(this.#memberAt(to)), '', 0, migrateTimeoutMs];
    for (;;) {
      const keys = await source.cluster('GETKEYSINSLOT', slot, keysAtOnce);
      if (keys.length === 0) return;
      await source.call('MIGRATE', ...place, ...signIn, 'KEYS', ...keys);
    }
  }

  #idOf(server: RedisServer): string {
    return this.#memberAt(server).id;
  }

  #memberAt(server: RedisServer): Member {
    const member = this.#members.find((each) => each.server === server);
    if (!member) throw new Error('The server is none of the cluster');
    return member;
  }

  async #slots(): Promise<readonly SlotRange[]> {
    const [server] = this.servers;
    if (!server) throw new Error('No server is left');
    return this.#slotsBy(server);
  }

  async #slotsBy(server: RedisServer): Promise<readonly SlotRange[]> {
    return readSlotMap(await this.#clientOf(server).cluster('SLOTS'), '127.0.0.1').ranges;
  }

  async #form(): Promise<void> {
    const [first] = this.#members;
    // Taken only by a server that knows no other one.
    await Promise.all(
      this.#members.map(({ server }, index) =>
        server.ask((client) => client.cluster('SET-CONFIG-EPOCH', index + 1)),
      ),
    );
    await Promise.all(
      this.#members.map(async ({ server }, index) => {
        await server.ask(async (client) => {
          if (index < masterCount) await client.cluster('ADDSLOTSRANGE', ...rangeOf(index));
          // The client's types do not know the port of the bus.
          if (index > 0 && first) {
            const port = portForNodes(first);
            await client.call('CLUSTER', 'MEET', '127.0.0.1', port, first.busPort);
          }
        });
      }),
    );
    await this.#each('all know all', (client) => infoHas(client, 'cluster_known_nodes:6'));
    await Promise.all(
      this.#members
        .slice(masterCount)
        .map(({ server }, index) =>
          server.ask((client) => client.cluster('REPLICATE', this.#members[index]?.id ?? '')),
        ),
    );
    await this.#each('all slots are served', (client) => infoHas(client, 'cluster_state:ok'));
    await waitFor(
      'the replicas follow, and all know it',
      async () => {
        const views = await Promise.all(
          this.servers.map((server) => server.ask((client) => client.cluster('NODES'))),
        );
        const links = await Promise.all(
          this.servers.slice(masterCount).map((server) => server.ask((client) => client.info())),
        );
        return (
          views.every(
            (view) => String(view).match(/ (?:myself,)?slave /g)?.length === masterCount,
          ) && links.every((info) => info.includes('master_link_status:up'))
        );
      },
      formTimeoutMs,
    );
  }

  #each(what: string, holds: (client: Redis) => Promise<boolean>): Promise<void> {
    return waitFor(
      what,
      async () =>
        (await Promise.all(this.servers.map((server) => server.ask(holds)))).every(Boolean),
      formTimeoutMs,
    );
  }
}

/** A slot on its way. */
export interface SlotMove {
  /** Those that are there now. */
  moveKeys(): Promise<void>;
  /** The keys that are left, and the slot itself. */
  finish(): Promise<void>;
}

async function startMember({
  args = [],
  tlsArgs,
  ...options
}: RedisClusterOptions): Promise<Member> {
  for (let attempt = 1; ; attempt += 1) {
    const busPort = await freePort();
    try {
      const tlsPort = tlsArgs && (await freePort());
      const server = await RedisServer.start({
        ...options,
        args: [
          ...[...clusterArgs, '--cluster-port', String(busPort), ...args],
          ...(tlsArgs ? [...tlsArgs, ...useOfTls, '--tls-port', String(tlsPort)] : []),
        ],
      });
      return { server, tlsPort, busPort, id: await server.ask((client) => client.cluster('MYID')) };
    } catch (error) {
      // Somebody else has the port.
      if (attempt === maxStarts) throw error;
    }
  }
}

async function infoHas(client: Redis, line: string): Promise<boolean> {
  return (await client.cluster('INFO')).includes(line);
}

function rangeOf(index: number): [number, number] {
  const start = (place: number): number => Math.floor((place * slotCount) / masterCount);
  return [start(index), start(index + 1) - 1];
}

function portOf(slot: number, ranges: readonly SlotRange[]): number | undefined {
  return ranges.find(({ first, last }) => first <= slot && slot <= last)?.master.port;
}

/** Where a node, and every other server, reaches it. */
function portForNodes({ server, tlsPort }: Member): number {
  return tlsPort ?? server.port;
}
