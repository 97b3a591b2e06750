import { firstTopology, type RingChange } from '../../../src/ring/ring-change.ts';
import type { NodeConfig, NodeCredentials } from '../../../src/config/gateway-config.ts';
import { NodePool } from '../../../src/store/keeper/node-pool.ts';
import type { RingLog } from '../../../src/store/keeper/ring-log.ts';
import { nodeAddress } from '../../../src/store/node-address.ts';
import type { MoveOptions } from '../../../src/store/operator/ring-operations.ts';
import { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import { RingKeeper } from '../../../src/store/ring-keeper.ts';
import type { SessionDraft } from '../../../src/session/session-store.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { draftOf, loginOf } from '../../support/session-fixtures.ts';

/** A log that nobody reads. */
export const silentLog: RingLog = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const noCredentials: NodeCredentials = { username: undefined, password: undefined };

/** Nodes a, b, ... of equal weight, one on each server. */
export function configsOf(servers: readonly { readonly url: string }[]): NodeConfig[] {
  return servers.map(({ url }, at) => {
    return { id: String.fromCharCode(97 + at), weight: 1, kind: 'redis', url };
  });
}

/** Opens a ring as a gateway does that is the first one, without its polling. */
export async function openRing(
  servers: readonly { readonly url: string }[],
  log: RingLog = silentLog,
): Promise<RingKeeper> {
  const configured = configsOf(servers);
  const places = configured.map(({ id, weight, url = '' }) => {
    return { id, weight, url: nodeAddress(url) };
  });
  const nodes = new NodePool({ configured, credentials: noCredentials, log: silentLog });
  const topology = firstTopology(places);
  const keeper = await RingKeeper.open({ nodes, topology, isProvisional: false, log });
  try {
    await keeper.install();
  } catch (error) {
    await keeper.close();
    throw error;
  }
  return keeper;
}

/** An operator of the ring that these servers belong to. */
export function operatorOf(
  servers: readonly { readonly url: string }[],
  credentials: NodeCredentials = noCredentials,
): Promise<RingOperator> {
  return RingOperator.open({ nodes: configsOf(servers), credentials }, silentLog);
}

/** Adds the node that is to be on a server. */
export function adding(server: { readonly url: string }, id = 'c', weight = 1): RingChange {
  return { kind: 'add', node: { id, weight, url: server.url } };
}

/** Moves as fast as can be. */
export function optionsOf(changes: Partial<MoveOptions> = {}): MoveOptions {
  return {
    ratePerSecond: undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Sessions at their owners, every other one of a user who is signed in. */
export async function createSessions(ring: RingKeeper, count: number): Promise<SessionDraft[]> {
  const { placement } = ring;
  const drafts: SessionDraft[] = [];
  for (let at = 0; at < count; at++) {
    const values = new Map([['number', String(at)]]);
    drafts.push(draftOf({ values, ...(at % 2 === 0 && { login: loginOf() }) }));
  }
  // More at once than a node's bound of commands would be refused.
  for (let from = 0; from < count; from += 500) {
    await Promise.all(
      drafts
        .slice(from, from + 500)
        .map((draft) => ring.node(placement.ring.owner(draft.id)).create(draft, placement.fence)),
    );
  }
  return drafts;
}

/** The keys of a server that begin so. */
export async function keysOf(server: RedisServer, pattern: string): Promise<string[]> {
  return (await server.ask((client) => client.keys(pattern))).sort();
}
