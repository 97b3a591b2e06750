import type { Redis } from 'ioredis';
import { RedisProxy } from '../redis-proxy.ts';
import { RedisServer } from '../redis-server.ts';
import { Bed, nodeIds, type UsersFile } from './bed.ts';
import { ShiftedClock } from './shifted-clock.ts';

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
  readonly users: UsersFile;
  readonly clocks: ReadonlyMap<string, ShiftedClock>;
}

/** A bed whose nodes are Redis servers, each alone. */
export class ChaosBed extends Bed {
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #clocks: ReadonlyMap<string, ShiftedClock>;

  private constructor({ program, nodes, users, clocks }: Parts) {
    const gateways = gatewayNames.map((name) => {
      const urls = [...nodes].map(([id, { proxy, server }]): [string, string] => {
        return [id, name === linked ? proxy.url : server.url];
      });
      return { name, urls: new Map(urls), env: clocks.get(name)?.env ?? {} };
    });
    super(program, users, gateways);
    this.#nodes = nodes;
    this.#clocks = clocks;
  }

  /** Starts everything; whoever starts it stops it. @param program The built gateway. */
  static async start(program: string): Promise<ChaosBed> {
    const nodes = await Promise.all(
      nodeIds.map(async (id): Promise<[string, Node]> => {
        const server = await RedisServer.start({
          appendOnly: true,
          // For a replica to follow at once.
          args: ['--repl-diskless-sync-delay', '0'],
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
    const users = await Bed.writeUsers();
    const bed = new ChaosBed({ program, nodes: new Map(nodes), users, clocks: new Map(clocks) });
    await bed.startGateways();
    return bed;
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
    const clock = this.#clocks.get(gateway);
    if (!clock) throw new RangeError(`There is no gateway ${gateway}`);
    return clock;
  }

  override ask<Answer>(
    node: string,
    question: (client: Redis) => Promise<Answer>,
  ): Promise<Answer> {
    return question(this.client(node));
  }

  protected override async stopNodes(): Promise<void> {
    await Promise.all(
      [...this.#nodes.values()].map(async ({ server, proxy, client }) => {
        client.disconnect();
        await proxy.stop();
        await server.stop();
      }),
    );
    await Promise.all([...this.#clocks.values()].map((clock) => clock.remove()));
  }

  #node(id: string): Node {
    const node = this.#nodes.get(id);
    if (!node) throw new RangeError(`There is no node ${id}`);
    return node;
  }
}
