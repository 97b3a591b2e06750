import type { Redis } from 'ioredis';
import { Placement } from '../../../src/ring/placement.ts';
import type { Topology } from '../../../src/ring/topology.ts';

import { knownUsers, writeUsersFile } from '../known-users.ts';
import { RedisServer } from '../redis-server.ts';
import { GatewayFleet } from './gateway-fleet.ts';
import { dumpNode, type NodeDump } from './node-dump.ts';
import { RingCommand } from './ring-command.ts';

/** Signs the cookies, so that all gateways know them. */
const cookieKey = 'a-key-of-a-test-that-signs-every-cookie';

/** The ring that gateways are configured with; the other nodes join it later. */
const firstWeights = { a: 15, b: 20, c: 10 } as const;
const spares = ['d', 'e'];

/** Three gateways over the nodes of a ring, and nodes that may join it, all of them processes. */
export class RingBed {
  readonly fleet: GatewayFleet;
  readonly #program: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #servers: ReadonlyMap<string, RedisServer>;
  readonly #clients: ReadonlyMap<string, Redis>;
  readonly #removeUsers: () => Promise<void>;

  private constructor(
    program: string,
    servers: ReadonlyMap<string, RedisServer>,
    users: { readonly path: string; readonly remove: () => Promise<void> },
  ) {
    this.#program = program;
    this.#servers = servers;
    this.#removeUsers = users.remove;
    this.#clients = new Map([...servers].map(([id, server]) => [id, server.client()]));
    const nodes = Object.entries(firstWeights).map(
      ([id, weight]) => `${servers.get(id)?.url ?? ''}?id=${id}&weight=${weight}`,
    );
    this.#env = { RINGGATE_NODES: nodes.join(' ') };
    const env = {
      ...this.#env,
      PORT: '0',
      RINGGATE_ADMIN_PORT: 'off',
      RINGGATE_COOKIE_KEYS: cookieKey,
      RINGGATE_USERS_FILE: users.path,
      RINGGATE_MAX_SESSIONS_PER_USER: '1000',
      // Longer than any run: nothing may end by itself.
      RINGGATE_IDLE_TIMEOUT: '6h',
      RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '6h',
    };
    this.fleet = new GatewayFleet(program, [
      { name: 'listens', env },
      { name: 'moves', env: { ...env, RINGGATE_MOVER: 'on' } },
      { name: 'never-polls', env: { ...env, RINGGATE_RING_POLL_INTERVAL: '1h' } },
    ]);
  }

  /** Starts everything; whoever starts it stops it. @param program The built gateway. */
  static async start(program: string): Promise<RingBed> {
    const ids = [...Object.keys(firstWeights), ...spares];
    const servers = await Promise.all(
      ids.map(async (id): Promise<[string, RedisServer]> => [id, await RedisServer.start()]),
    );
    const plainUsers = knownUsers.map(({ username, passwordHash }) => ({ username, passwordHash }));
    const bed = new RingBed(program, new Map(servers), await writeUsersFile(plainUsers));
    try {
      await bed.fleet.start();
    } catch (error) {
      await bed.stop();
      throw error;
    }
    return bed;
  }

  /** All nodes, in the ring or not. */
  get nodeIds(): readonly string[] {
    return [...this.#servers.keys()];
  }

  /** Where a node is. */
  urlOf(id: string): string {
    return this.#servers.get(id)?.url ?? '';
  }

  /** Stops a node without ending it. */
  pauseNode(id: string): void {
    this.#servers.get(id)?.pause();
  }

  /** Lets a paused node go on. */
  resumeNode(id: string): void {
    this.#servers.get(id)?.resume();
  }

  /** A client of a node. @throws {RangeError} */
  client(id: string): Redis {
    const client = this.#clients.get(id);
    if (!client) throw new RangeError(`There is no node ${id}`);
    return client;
  }

  /** Starts `ringgate ring ...`. */
  command(...args: readonly string[]): RingCommand {
    return new RingCommand(this.#program, args, this.#env);
  }

  /** The newest topology that any node has; absent before the first. */
  async newest(): Promise<Placement | undefined> {
    const documents = await Promise.all(
      [...this.#clients.values()].map((client) => client.hget('ring', 'document')),
    );
    const topologies = documents.flatMap((text) => (text ? [JSON.parse(text) as Topology] : []));
    topologies.sort((one, other) => other.epoch - one.epoch);
    return topologies[0] && new Placement(topologies[0]);
  }

  /** Whether a placement is stable and every node of it has it. */
  async isSettled(placement: Placement): Promise<boolean> {
    if (placement.isMoving) return false;
    const fences = await Promise.all(
      placement.members.map(({ id }) => this.client(id).hget('ring', 'fence')),
    );
    return fences.every(
      (fence, at) => fence === `${placement.fence} ${placement.members[at]?.id ?? ''}`,
    );
  }

  /** All that is on all nodes. */
  dump(): Promise<NodeDump[]> {
    return Promise.all([...this.#clients].map(([id, client]) => dumpNode(id, client)));
  }

  /** Removes every key but the ring's own, while nobody asks for anything. */
  async forgetSessions(): Promise<void> {
    await Promise.all(
      [...this.#clients.values()].map(async (client) => {
        for await (const page of client.scanStream({ count: 1_000 }) as AsyncIterable<string[]>) {
          const keys = page.filter((key) => key !== 'ring');
          if (keys.length > 0) await client.unlink(...keys);
        }
      }),
    );
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
    for (const client of this.#clients.values()) client.disconnect();
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
    await this.#removeUsers();
  }
}
