import type { Redis } from 'ioredis';
import { Placement } from '../../../src/ring/placement.ts';
import type { Topology } from '../../../src/ring/topology.ts';
import { knownUsers, writeUsersFile } from '../known-users.ts';
import { GatewayFleet } from '../ring-load/gateway-fleet.ts';
import { dumpNode, type NodeDump } from '../ring-load/node-dump.ts';

/** Signs the cookies, so that all gateways know them. */
const cookieKey = 'a-key-of-a-test-that-signs-every-cookie';

const weights: Readonly<Record<string, number>> = { a: 15, b: 20, c: 10 };

/** The nodes of every bed. */
export const nodeIds: readonly string[] = Object.keys(weights);

/** A users file, and its end. */
export type UsersFile = Awaited<ReturnType<typeof writeUsersFile>>;

/** One gateway of a bed. */
export interface BedGateway {
  readonly name: string;
  /** Where each node is, as in `redis://127.0.0.1:6379`. */
  readonly urls: ReadonlyMap<string, string>;
  /** What else is in its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Gateways over the nodes of a ring that stays as it is, all of them processes, to break one by one. */
export abstract class Bed {
  readonly fleet: GatewayFleet;
  readonly nodeIds = nodeIds;
  /** Which gateways there are, running or not. */
  readonly gateways: readonly string[];
  readonly #users: UsersFile;
  #placement: Placement | undefined;

  /** @param program The built gateway. */
  protected constructor(program: string, users: UsersFile, gateways: readonly BedGateway[]) {
    this.#users = users;
    this.gateways = gateways.map(({ name }) => name);
    const specs = gateways.map((each) => ({ name: each.name, env: envOf(each, users) }));
    this.fleet = new GatewayFleet(program, specs);
  }

  /** For the constructor. */
  protected static writeUsers(): Promise<UsersFile> {
    return writeUsersFile(
      knownUsers.map(({ username, passwordHash }) => ({ username, passwordHash })),
    );
  }

  /** Asks whatever server a node is just now. */
  abstract ask<Answer>(node: string, question: (client: Redis) => Promise<Answer>): Promise<Answer>;

  protected abstract stopNodes(): Promise<void>;

  /** The ring. */
  get placement(): Placement {
    if (!this.#placement) throw new Error('The ring is not there yet');
    return this.#placement;
  }

  /** Where a session is. */
  ownerOf(session: string): string {
    return this.placement.ring.owner(session);
  }

  /** All that is on all nodes. */
  dump(): Promise<NodeDump[]> {
    return Promise.all(this.nodeIds.map((id) => this.ask(id, (client) => dumpNode(id, client))));
  }

  /** Removes every key but the ring's own, while nobody asks for anything. */
  async forgetSessions(): Promise<void> {
    await Promise.all(
      this.nodeIds.map((id) =>
        this.ask(id, async (client) => {
          const keys = (await client.keys('*')).filter((key) => key !== 'ring');
          if (keys.length > 0) await client.unlink(...keys);
        }),
      ),
    );
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
    await this.stopNodes();
    await this.#users.remove();
  }

  /** Stops everything if that fails. */
  protected async startGateways(): Promise<void> {
    try {
      // One after the other: the first one makes the ring, with the addresses as it knows them.
      for (const name of this.gateways) await this.fleet.startAgain(name);
      const document = await this.ask('a', (client) => client.hget('ring', 'document'));
      this.#placement = new Placement(JSON.parse(document ?? '') as Topology);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }
}

function envOf({ urls, env }: BedGateway, users: UsersFile): Record<string, string> {
  const nodes = nodeIds.map((id) => `${urls.get(id) ?? ''}?id=${id}&weight=${weights[id] ?? 0}`);
  return {
    RINGGATE_NODES: nodes.join(' '),
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
    ...env,
  };
}
