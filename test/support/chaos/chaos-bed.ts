import type { Redis } from 'ioredis';
import { Placement } from '../../../src/ring/placement.ts';
import type { Topology } from '../../../src/ring/topology.ts';
import { knownUsers, writeUsersFile } from '../known-users.ts';
import { RedisProxy } from '../redis-proxy.ts';
import { RedisServer } from '../redis-server.ts';
import { GatewayFleet } from '../ring-load/gateway-fleet.ts';
import { dumpNode, type NodeDump } from '../ring-load/node-dump.ts';
import { ShiftedClock } from './shifted-clock.ts';

/** Signs the cookies, so that all gateways know them. */
const cookieKey = 'a-key-of-a-test-that-signs-every-cookie';

const weights = { a: 15, b: 20, c: 10 } as const;

/** The gateway whose way to each node is a proxy; the others go there directly. */
const linked = 'linked';
const gatewayNames = ['direct', linked] as const;

interface Node {
  readonly server: RedisServer;
  readonly proxy: RedisProxy;
  readonly client: Redis;
}

interface Parts {
  readonly program: string;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly users: { readonly path: string; readonly remove: () => Promise<void> };
  readonly clocks: ReadonlyMap<string, ShiftedClock>;
}

/** Gateways over the nodes of a ring that stays as it is, all of them processes, to break one by one. */
export class ChaosBed {
  readonly fleet: GatewayFleet;
  readonly #parts: Parts;
  #placement: Placement | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
    const specs = gatewayNames.map((name) => ({ name, env: envOf(parts, name) }));
    this.fleet = new GatewayFleet(parts.program, specs);
  }

  /** Starts everything; whoever starts it stops it. @param program The built gateway. */
  static async start(program: string): Promise<ChaosBed> {
    const nodes = await Promise.all(
      Object.keys(weights).map(async (id): Promise<[string, Node]> => {
        const server = await RedisServer.start({
          appendOnly: true,
          // What is acknowledged is on the disk; the other settings are for a replica to follow at once.
          args: ['--appendfsync', 'always', '--repl-diskless-sync-delay', '0'],
          outlivesFileLimit: true,
        });
        const client = server.client();
        // It dies and comes back, as it is told to.
        client.on('error', () => undefined);
        return [id, { server, proxy: await RedisProxy.start(server), client }];
      }),
    );
    const clocks = await Promise.all(
      gatewayNames.map(async (name): Promise<[string, ShiftedClock]> => {
        return [name, await ShiftedClock.create()];
      }),
    );
    const plainUsers = knownUsers.map(({ username, passwordHash }) => ({ username, passwordHash }));
    const users = await writeUsersFile(plainUsers);
    const bed = new ChaosBed({ program, nodes: new Map(nodes), users, clocks: new Map(clocks) });
    try {
      // One after the other: the first one makes the ring, with the addresses as it knows them.
      for (const name of gatewayNames) await bed.fleet.startAgain(name);
      const document = await bed.client('a').hget('ring', 'document');
      bed.#placement = new Placement(JSON.parse(document ?? '') as Topology);
    } catch (error) {
      await bed.stop();
      throw error;
    }
    return bed;
  }

  get nodeIds(): readonly string[] {
    return [...this.#parts.nodes.keys()];
  }

  /** Which gateways there are, running or not. */
  get gateways(): readonly string[] {
    return gatewayNames;
  }

  /** The ring. */
  get placement(): Placement {
    if (!this.#placement) throw new Error('The ring is not there yet');
    return this.#placement;
  }

  /** Where a session is. */
  ownerOf(session: string): string {
    return this.placement.ring.owner(session);
  }

  server(id: string): RedisServer {
    return this.#node(id).server;
  }

  /** What is between the linked gateway and a node. */
  link(id: string): RedisProxy {
    return this.#node(id).proxy;
  }

  /** A client of a node, which comes back with it. */
  client(id: string): Redis {
    return this.#node(id).client;
  }

  /** The clock of a gateway. @throws {RangeError} */
  clock(gateway: string): ShiftedClock {
    const clock = this.#parts.clocks.get(gateway);
    if (!clock) throw new RangeError(`There is no gateway ${gateway}`);
    return clock;
  }

  /** All that is on all nodes. */
  dump(): Promise<NodeDump[]> {
    return Promise.all(this.nodeIds.map((id) => dumpNode(id, this.client(id))));
  }

  /** Removes every key but the ring's own, while nobody asks for anything. */
  async forgetSessions(): Promise<void> {
    await Promise.all(
      this.nodeIds.map(async (id) => {
        const client = this.client(id);
        const keys = (await client.keys('*')).filter((key) => key !== 'ring');
        if (keys.length > 0) await client.unlink(...keys);
      }),
    );
  }

  async stop(): Promise<void> {
    const { nodes, clocks, users } = this.#parts;
    await this.fleet.stop();
    await Promise.all(
      [...nodes.values()].map(async ({ server, proxy, client }) => {
        client.disconnect();
        await proxy.stop();
        await server.stop();
      }),
    );
    await Promise.all([...clocks.values()].map((clock) => clock.remove()));
    await users.remove();
  }

  #node(id: string): Node {
    const node = this.#parts.nodes.get(id);
    if (!node) throw new RangeError(`There is no node ${id}`);
    return node;
  }
}

function envOf({ nodes, users, clocks }: Parts, gateway: string): Record<string, string> {
  const urls = Object.entries(weights).map(([id, weight]) => {
    const node = nodes.get(id);
    const url = gateway === linked ? node?.proxy.url : node?.server.url;
    return `${url ?? ''}?id=${id}&weight=${weight}`;
  });
  return {
    RINGGATE_NODES: urls.join(' '),
    PORT: '0',
    RINGGATE_ADMIN_PORT: 'off',
    RINGGATE_COOKIE_KEYS: cookieKey,
    RINGGATE_USERS_FILE: users.path,
    RINGGATE_MAX_SESSIONS_PER_USER: '1000',
    // A machine that is busy with other tests is no overload.
    RINGGATE_MAX_EVENT_LOOP_DELAY: '10s',
    // Longer than any run: nothing may end by itself.
    RINGGATE_IDLE_TIMEOUT: '6h',
    RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '6h',
    ...clocks.get(gateway)?.env,
  };
}
