import type {
  SessionEvents,
  SessionNotice,
  StopListening,
} from '../../../session/session-events.ts';
import type { SubscriberTimes } from '../channel-subscriber.ts';
import { placeOf, type ClusterAddress, type HostAddress } from '../host-addresses.ts';
import { createSubscriberClient } from '../redis-client.ts';
import { RedisSessionEvents } from '../redis-session-events.ts';
import { connectorTo } from './chosen-server.ts';
import type { ClusterMasters } from './cluster-masters.ts';
import { serverUrl } from './server-url.ts';

/** What {@link ClusterEvents} needs. */
export interface ClusterEventsOptions extends SubscriberTimes {
  readonly nodeId: string;
  readonly address: ClusterAddress;
  readonly masters: ClusterMasters;
}

/**
 * Hears what the scripts on all masters of a cluster publish: its servers tell each other, so one connection to any of them
 * hears everything. A master that answers is taken, and another one whenever that connection is lost.
 *
 * What one server published while another was not connected to it is lost. So the connection is made anew, and every listener
 * told that it may have missed something, when a master comes back or is replaced, too.
 */
export class ClusterEvents implements SessionEvents {
  readonly #masters: ClusterMasters;
  readonly #address: ClusterAddress;
  readonly #events: RedisSessionEvents;
  #turn = 0;
  #chosen: HostAddress | undefined;

  constructor({ nodeId, address, masters, ...times }: ClusterEventsOptions) {
    this.#masters = masters;
    this.#address = address;
    this.#events = new RedisSessionEvents({
      ...times,
      nodeId,
      isNodeUp: () => masters.isAnyUp,
      newClient: () => this.#newClient(),
    });
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#events.listen(id, onNotice);
  }

  /** As {@link RedisSessionEvents.listenForInstalls}. */
  listenForInstalls(onInstall: () => void): Promise<StopListening> {
    return this.#events.listenForInstalls(onInstall);
  }

  /** A master can be used again. @param downAt Since when it could not, by `performance.now`. */
  nodeIsUp(downAt: number): void {
    this.#events.nodeIsUp(downAt);
  }

  /** What servers the cluster has: one that has left it hears of nothing any more. */
  serversAre(servers: readonly HostAddress[]): void {
    const chosen = this.#chosen && placeOf(this.#chosen);
    if (chosen === undefined || servers.some((server) => placeOf(server) === chosen)) return;
    this.#chosen = undefined;
    this.#events.nodeIsUp(performance.now());
  }

  close(): void {
    this.#events.close();
  }

  #newClient(): ReturnType<typeof createSubscriberClient> {
    const [seed = { host: 'localhost', port: 6379 }] = this.#address.seeds;
    const choose = (): HostAddress => {
      this.#chosen = this.#choice() ?? seed;
      return this.#chosen;
    };
    return createSubscriberClient(serverUrl(this.#address, seed), {
      Connector: connectorTo(choose, this.#address.tls !== undefined),
    });
  }

  /** A master that answers; while none does, every known server by turns. */
  #choice(): HostAddress | undefined {
    this.#turn += 1;
    const up = this.#masters.serving.filter((master) => master.isUp);
    const from = up.length > 0 ? up.map(({ address }) => address) : this.#masters.servers;
    return from[this.#turn % from.length];
  }
}
