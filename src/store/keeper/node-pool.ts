import type { NodeConfig, NodeCredentials } from '../../config/gateway-config.ts';
import { systemClock } from '../../session/clock.ts';
import { MemorySessionNode } from '../memory/memory-session-node.ts';
import { nodeAddress, nodeKindOf } from '../node-address.ts';
import {
  credentialsIn,
  noCredentials,
  sentinelCredentialsIn,
  withCredentials,
} from '../node-credentials.ts';
import type { NodeLog } from '../node-log.ts';
import type { NodeObserver } from '../node-observer.ts';
import { checkedNodeUrl } from '../node-url.ts';
import { RedisClusterNode } from '../redis/cluster/redis-cluster-node.ts';
import { RedisSessionNode } from '../redis/redis-session-node.ts';
import type { SessionNode } from '../session-node.ts';
import { identityOf, isAtOther } from './node-identity.ts';
import type { NodePlace, OpenNodes } from './open-nodes.ts';

const defaultRefusalMs = 30_000;

/** What a pool needs. */
export interface NodePoolOptions {
  /** Whose URLs may hold credentials, for the nodes of a topology that have the same place, or else the same id. */
  readonly configured: readonly NodeConfig[];
  /** For all nodes for which no URL holds any. */
  readonly credentials: NodeCredentials;
  readonly log: NodeLog;
  /** A node that refused us is tried again no sooner, since somebody has to change something first; 30 s when absent. */
  readonly refusalMs?: number;
  /** Commands under way on one node, at most; 1,000 when absent. */
  readonly maxCommandsPerNode?: number | undefined;
  /** Replicas that must have a login, an end or an import before it counts; 0 when absent. */
  readonly waitReplicas?: number | undefined;
  /** Told how nodes answer. */
  readonly observer?: NodeObserver | undefined;
}

interface Entry {
  readonly node: SessionNode;
  readonly address: string;
  /** Settled once the node can be used, or is known not to answer. */
  readonly connected: Promise<void>;
  refusal: { readonly error: Error; readonly at: number } | undefined;
}

/** The nodes that this process has open, in the process or on Redis servers. */
export class NodePool implements OpenNodes {
  readonly #options: NodePoolOptions;
  readonly #refusalMs: number;
  readonly #entries: Entry[] = [];
  #onUp: (node: SessionNode) => void = () => undefined;

  constructor(options: NodePoolOptions) {
    this.#options = options;
    this.#refusalMs = options.refusalMs ?? defaultRefusalMs;
  }

  /**
   * Where it is configured, since a place may have other addresses from elsewhere, or have moved; unless the server there is
   * not that node and the one at the given place is. It stays where it was found, as long as it is open there.
   */
  async open({ id, url }: NodePlace): Promise<SessionNode> {
    const configured = this.#options.configured.find((node) => node.id === id)?.url;
    const [here, there] = [nodeAddress(configured ?? url), nodeAddress(url)];
    if (here === there) return this.#openAt(id, here);
    const open = [here, there].filter((address) => this.#find(id, address) !== undefined);
    const first = await this.#openAt(id, open.length === 1 ? (open[0] ?? here) : here);
    const found = await identityOf(first);
    if (found.state === 'itself' && found.isMember) return first;
    const [listed, other] = await Promise.all([this.#openAt(id, here), this.#openAt(id, there)]);
    const [chosen, unused, address] = isAtOther(await identityOf(listed), await identityOf(other))
      ? [other, listed, here]
      : [listed, other, there];
    if (!open.includes(address)) await this.close(unused);
    return chosen;
  }

  faultOf(node: SessionNode): Error | undefined {
    return this.#entries.find((entry) => entry.node === node)?.refusal?.error;
  }

  onUp(listener: (node: SessionNode) => void): void {
    this.#onUp = listener;
  }

  close(node: SessionNode): Promise<void> {
    this.#drop(node);
    return node.close();
  }

  async closeAllBut(kept: ReadonlySet<SessionNode>): Promise<void> {
    const others = this.#entries.map(({ node }) => node).filter((node) => !kept.has(node));
    await Promise.all(others.map((node) => this.close(node)));
  }

  #add(id: string, address: string): Entry {
    const kind = nodeKindOf(address);
    if (kind === undefined) throw new TypeError(`The node ${id} has no kind that is known`);
    if (kind === 'memory') {
      const node = new MemorySessionNode(id, systemClock);
      return this.#keep({ node, address, connected: Promise.resolve(), refusal: undefined });
    }
    const options = {
      id,
      url: withCredentials(
        address,
        this.#credentialsFor(id, address),
        this.#sentinelCredentialsFor(id, address),
      ),
      log: this.#options.log,
      onUp: () => {
        this.#onUp(node);
      },
      maxCommands: this.#options.maxCommandsPerNode,
      observer: this.#options.observer,
    };
    const node: RedisSessionNode | RedisClusterNode =
      kind === 'redis+cluster' || kind === 'rediss+cluster'
        ? new RedisClusterNode({ ...options, kind })
        : new RedisSessionNode({ ...options, kind, waitReplicas: this.#options.waitReplicas });
    const connected = node.connect().catch((error: unknown) => {
      const fault = error instanceof Error ? error : new Error(String(error));
      entry.refusal = { error: fault, at: performance.now() };
    });
    const entry = this.#keep({ node, address, connected, refusal: undefined });
    return entry;
  }

  async #openAt(id: string, address: string): Promise<SessionNode> {
    let entry = this.#find(id, address);
    if (entry?.refusal && performance.now() - entry.refusal.at >= this.#refusalMs) {
      await this.close(entry.node);
      entry = undefined;
    }
    entry ??= this.#add(id, address);
    await entry.connected;
    return entry.node;
  }

  #find(id: string, address: string): Entry | undefined {
    return this.#entries.find(({ node, address: at }) => node.id === id && at === address);
  }

  #keep(entry: Entry): Entry {
    this.#entries.push(entry);
    return entry;
  }

  #drop(node: SessionNode): void {
    const index = this.#entries.findIndex((entry) => entry.node === node);
    if (index >= 0) this.#entries.splice(index, 1);
  }

  #credentialsFor(id: string, address: string): NodeCredentials {
    const { configured, credentials } = this.#options;
    const urls = configured.filter(({ url }) => url !== undefined);
    const isThere = ({ url = '' }: NodeConfig): boolean => placeOf(url) === placeOf(address);
    const known =
      urls.find((node) => node.id === id && isThere(node)) ??
      urls.find(isThere) ??
      urls.find((node) => node.id === id);
    if (known?.url === undefined) return credentials;
    const own = credentialsIn(known.url);
    if (own.password !== undefined) return own;
    return { username: own.username ?? credentials.username, password: credentials.password };
  }

  /** Sentinels watch many masters, so those of any node will do that has one of these Sentinels. */
  #sentinelCredentialsFor(id: string, address: string): NodeCredentials {
    const { hosts } = checkedNodeUrl(address);
    const known = this.#options.configured
      .flatMap((node) => (node.url === undefined ? [] : [{ id: node.id, url: node.url }]))
      .filter(({ url }) => sentinelCredentialsIn(url).password !== undefined);
    const shares = ({ url }: { url: string }): boolean =>
      checkedNodeUrl(url).hosts.some((host) => hosts.includes(host));
    const found = known.find(shares) ?? known.find((node) => node.id === id);
    return found === undefined ? noCredentials : sentinelCredentialsIn(found.url);
  }
}

/** Without scheme and database: a server has one way to sign in. */
function placeOf(url: string): string {
  const address = checkedNodeUrl(nodeAddress(url));
  const { host, pathname } = address.url;
  if (address.hosts.length > 0) return `${address.hosts.join(',')}${pathname}`;
  return host === '' ? pathname : host;
}
