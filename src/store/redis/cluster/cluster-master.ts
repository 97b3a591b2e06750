import { serverId } from '../../node-observer.ts';
import { placeOf, type HostAddress } from '../host-addresses.ts';
import { RedisConnection, type RedisConnectionOptions } from '../redis-connection.ts';
import { RedisNodeError } from '../redis-node-error.ts';
import type { ScriptBook } from '../script-book.ts';
import type { ClusterHealth } from './cluster-health.ts';
import { ClusterRefusals } from './redirection.ts';

/** What is the same for all masters of a cluster. */
export interface ClusterMasterOptions extends Omit<
  RedisConnectionOptions,
  'url' | 'scripts' | 'refusals' | 'observer'
> {
  /** Absent where nobody is told. */
  readonly health: ClusterHealth | undefined;
  /** The URL of a server of this cluster, as {@link RedisConnection} takes it. */
  readonly urlOf: (address: HostAddress) => string;
  /** What every one of them is to have. */
  readonly scripts: ScriptBook;
}

/** A server that has slots, or is said to have some, with the connection to it. */
export class ClusterMaster {
  readonly address: HostAddress;
  readonly connection: RedisConnection;
  /** Settled once it can be used, or is known not to answer, after a second at most. */
  readonly opened: Promise<void>;
  #fault: RedisNodeError | undefined;
  #faultAt = 0;
  /** Since when no slot is known to be there, by `performance.now`. */
  strayAt: number | undefined;

  constructor(address: HostAddress, { urlOf, id, health, ...options }: ClusterMasterOptions) {
    const place = placeOf(address);
    this.address = address;
    this.connection = new RedisConnection({
      ...options,
      id: serverId(id, place),
      observer: health?.observerOf(place),
      url: urlOf(address),
      refusals: new ClusterRefusals(address.host),
    });
    this.opened = this.connection.connect().catch((error: unknown) => {
      if (!(error instanceof RedisNodeError)) throw error;
      this.#fault = error;
      this.#faultAt = performance.now();
    });
  }

  /** Why it answers and cannot be used as it is set up: then it is connected to no more. */
  get fault(): RedisNodeError | undefined {
    return this.#fault;
  }

  get isUp(): boolean {
    return this.connection.status === 'UP';
  }

  /** Whether it has had a fault for so long that somebody may have put it right. */
  hadFaultFor(ms: number): boolean {
    return this.#fault !== undefined && performance.now() - this.#faultAt >= ms;
  }
}
