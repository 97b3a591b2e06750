import { isUnavailable } from '../../../session/session-error.ts';
import { answerWithin } from '../../answer-within.ts';
import type { NodeLog } from '../../node-log.ts';
import type { BreakerState } from '../../session-node.ts';
import { placeOf, type HostAddress } from '../host-addresses.ts';
import { RedisNodeError } from '../redis-node-error.ts';
import { errorCode, unavailable } from '../reply-error.ts';
import { askSlotMap, askSlotMapOnce } from './ask-slot-map.ts';
import { ClusterMaster, type ClusterMasterOptions } from './cluster-master.ts';
import type { SlotMap } from './slot-map.ts';
import { SlotOwners } from './slot-owners.ts';

/** How often the cluster is asked who has the slots while a master does not answer. While all do, it is not asked. */
const lookIntervalMs = 250;

/** What a redirection told is at once gone by; the rest of what changed can wait so long. */
const shortestPauseMs = 50;

/** A start waits no longer; the cluster is looked for on and on while the gateway serves. */
const firstLookMs = 1_000;

/** A server that lost its last slot may have commands under way, and may be given others. */
const defaultStrayMs = 5_000;

/** Somebody has to change something first. */
const refusalMs = 30_000;

/** What it takes to find the masters of a cluster. */
export interface ClusterMastersOptions extends ClusterMasterOptions {
  /** Some servers of the cluster, at least one. */
  readonly seeds: readonly HostAddress[];
  /** How long a server without slots stays connected to. Positive whole milliseconds, 5,000 when absent. */
  readonly strayMs?: number;
  /** Told what servers there are, each time that the cluster was asked. */
  readonly onServers: (servers: readonly HostAddress[]) => void;
}

/**
 * The masters of a cluster, with a connection to each, and who has which slot.
 *
 * The cluster is asked for its slots when it is opened, when a server redirects a command, and again and again while a master
 * does not answer: after a failover another one has its slots. It is asked on the connection to a master that answers, or,
 * where none does, whichever server answers first of those that are known.
 */
export class ClusterMasters {
  readonly #options: ClusterMastersOptions;
  readonly #log: NodeLog;
  readonly #owners = new SlotOwners<ClusterMaster>();
  readonly #masters = new Map<string, ClusterMaster>();
  #servers: readonly HostAddress[];
  #timer: NodeJS.Timeout | undefined;
  #soonTimer: NodeJS.Timeout | undefined;
  #look: Promise<void> | undefined;
  #turn = 0;
  #trouble: string | undefined;
  #isClosed = false;

  constructor(options: ClusterMastersOptions) {
    this.#options = options;
    this.#log = options.log;
    this.#servers = options.seeds;
  }

  /** All that have slots. */
  get serving(): readonly ClusterMaster[] {
    return [...this.#owners.masters];
  }

  get isAnyUp(): boolean {
    for (const master of this.#owners.masters) if (master.isUp) return true;
    return false;
  }

  /** That of the worst of them; `open` when none is known. */
  get breaker(): BreakerState {
    const states = new Set(this.serving.map(({ connection }) => connection.breaker));
    if (states.size === 0 || states.has('open')) return 'open';
    return states.has('half-open') ? 'half-open' : 'closed';
  }

  /** Masters and replicas, those that were heard of last. */
  get servers(): readonly HostAddress[] {
    return this.#servers;
  }

  /** Absent when nobody is known to have the slot. */
  ownerOf(slot: number): ClusterMaster | undefined {
    return this.#owners.at(slot);
  }

  /**
   * Looks for the cluster; returns when its masters were connected to, after a second or so at most. Where it was not
   * found, it is looked for on and on.
   *
   * @throws {RedisNodeError} When a server answers that cannot be used.
   */
  async open(): Promise<void> {
    this.#timer = setInterval(() => {
      this.#watch();
    }, lookIntervalMs).unref();
    try {
      await answerWithin(this.#lookOnce(undefined), firstLookMs);
      const fault = this.serving.find((master) => master.fault)?.fault;
      if (fault) throw fault;
      await answerWithin(this.#warnOfCoverage(), firstLookMs);
    } catch (error) {
      if (!(error instanceof RedisNodeError)) return;
      await this.close();
      throw error;
    }
  }

  /** Another server has a slot, says the one that had it. @returns The other one, when it can be used or known not to be. */
  async moved(slot: number, address: HostAddress, from: ClusterMaster): Promise<ClusterMaster> {
    const master = await this.reach(address);
    this.#owners.set(slot, master);
    this.lookSoon(from);
    return master;
  }

  /** The connection to a server, when it can be used or is known not to be. */
  async reach(address: HostAddress): Promise<ClusterMaster> {
    const master = this.#at(address);
    if (!master.isUp) await master.opened;
    return master;
  }

  /** Asks the cluster for its slots. @param from Who has heard of a change; any that answers when absent. */
  lookSoon(from?: ClusterMaster): void {
    if (this.#isClosed) return;
    this.#soonTimer ??= setTimeout(() => {
      this.#soonTimer = undefined;
      this.#lookOnce(from).catch(() => undefined);
    }, shortestPauseMs).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soonTimer);
    await Promise.all([...this.#masters.values()].map(({ connection }) => connection.close()));
  }

  async #warnOfCoverage(): Promise<void> {
    const master = this.serving.find(({ isUp }) => isUp);
    const name = 'cluster-require-full-coverage';
    // Managed servers have no CONFIG, or none that one may use.
    const found = await master?.connection
      .ask((client) => client.config('GET', name), 'config-get')
      .catch(() => undefined);
    if (!Array.isArray(found) || found[1] !== 'yes') return;
    const reason = `${name} is yes: a master that is lost makes every session unavailable, until another takes its place; set it to no`;
    this.#log.warn({ node: this.#options.id }, reason);
  }

  #watch(): void {
    for (const [place, master] of this.#masters) {
      if (this.#owners.masters.has(master)) master.strayAt = undefined;
      else master.strayAt ??= performance.now();
      const strayForMs = performance.now() - (master.strayAt ?? Infinity);
      const isStray = strayForMs >= (this.#options.strayMs ?? defaultStrayMs);
      if (!isStray && !master.hadFaultFor(refusalMs)) continue;
      this.#masters.delete(place);
      void master.connection.close();
    }
    if (!this.#owners.areReachable) this.#lookOnce(undefined).catch(() => undefined);
  }

  /** One look at a time. */
  #lookOnce(from: ClusterMaster | undefined): Promise<void> {
    this.#look ??= this.#lookAt(from).finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookAt(from: ClusterMaster | undefined): Promise<void> {
    const { ranges, servers } = await this.#ask(from);
    if (this.#isClosed) return;
    this.#trouble = undefined;
    if (servers.length > 0) this.#servers = servers;
    await Promise.all(ranges.map(({ master }) => this.reach(master)));
    this.#owners.replace(ranges, ({ master }) => this.#at(master));
    this.#options.onServers(servers);
  }

  async #ask(from: ClusterMaster | undefined): Promise<SlotMap> {
    const answering = this.serving.filter((master) => master.isUp);
    // By turns: the one that was asked last may be the one that has not heard of the change.
    this.#turn += 1;
    const master = from?.isUp === true ? from : answering[this.#turn % answering.length];
    if (master === undefined) return this.#askAnyone();
    const { id } = this.#options;
    return master.connection.ask(
      (client) => askSlotMap(id, master.address.host, client),
      'cluster-slots',
    );
  }

  /** @throws {RedisNodeError} When all that answer refuse us. */
  async #askAnyone(): Promise<SlotMap> {
    const { id, urlOf, seeds } = this.#options;
    const known = new Map([...this.#servers, ...seeds].map((each) => [placeOf(each), each]));
    const questions = [...known.values()].map((address) =>
      askSlotMapOnce(id, address.host, urlOf(address)),
    );
    try {
      return await Promise.any(questions);
    } catch (error) {
      const failures = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
      const refusal = failures.find((failure) => failure instanceof RedisNodeError);
      this.#complain(refusal ?? failures[0]);
      throw refusal ?? error;
    }
  }

  /** Once for each trouble: the cluster is asked often. Servers that are connected to complain of themselves. */
  #complain(failure: unknown): void {
    if (this.#isClosed || isUnavailable(failure)) return;
    const reason =
      failure instanceof RedisNodeError
        ? failure.message
        : errorCode(failure instanceof Error ? failure : new Error(String(failure)));
    if (reason === this.#trouble) return;
    this.#trouble = reason;
    this.#log.warn({ node: this.#options.id, reason }, 'no server of the cluster answers');
  }

  #at(address: HostAddress): ClusterMaster {
    const place = placeOf(address);
    const known = this.#masters.get(place);
    if (known) return known;
    // Nobody would close it.
    if (this.#isClosed) throw unavailable(this.#options.id);
    const master = new ClusterMaster(address, this.#options);
    this.#masters.set(place, master);
    return master;
  }
}
