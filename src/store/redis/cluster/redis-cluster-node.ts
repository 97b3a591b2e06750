import type { Topology } from '../../../ring/topology.ts';
import type { NodeStatus } from '../../../session/ring-view.ts';
import type { SessionNotice, StopListening } from '../../../session/session-events.ts';
import type { Session, SessionParts } from '../../../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  LoadOutcome,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../../../session/session-store.ts';
import type { NodeLog } from '../../node-log.ts';
import type { BreakerState, NodeObserver } from '../../node-observer.ts';
import type { ExportOutcome } from '../../record-moves.ts';
import type { Checkpoint, InstallOutcome } from '../../ring-memory.ts';
import type { SessionNode } from '../../session-node.ts';
import type { AtNode } from '../../session-steps.ts';
import type { SubscriberTimes } from '../channel-subscriber.ts';
import { countRecords } from '../count-records.ts';
import { encodeCreate, encodeEnd, encodeRotate } from '../encode-step.ts';
import { encodeUpdate } from '../encode-update.ts';
import { parseClusterUrl } from '../host-list-url.ts';
import {
  decodeCreate,
  decodeEnd,
  decodeLoad,
  decodePeek,
  decodeRotate,
  decodeUpdate,
} from '../outcome-codec.ts';
import { stepOn } from '../record-step.ts';
import { decodeExport } from '../redis-record-moves.ts';
import { RedisRingMemory } from '../redis-ring-memory.ts';
import type { RawReply } from '../script-command.ts';
import type { ScriptRunner } from '../script-runner.ts';
import type { ScriptName } from '../script-source.ts';
import { ClusterCommands } from './cluster-commands.ts';
import { ClusterEvents } from './cluster-events.ts';
import { ClusterMasters } from './cluster-masters.ts';
import { ClusterUserIndex } from './cluster-user-index.ts';
import { listClusterSessions } from './list-cluster-sessions.ts';
import { serverUrl } from './server-url.ts';

/** What a node that is a Redis Cluster needs. */
export interface RedisClusterNodeOptions {
  readonly id: string;
  readonly kind: 'redis+cluster' | 'rediss+cluster';
  /** As {@link parseClusterUrl} takes it. May hold a password, so it gets into no message. */
  readonly url: string;
  readonly log: NodeLog;
  /** For the connection that hears of changes. */
  readonly subscriber?: SubscriberTimes;
  /** Told each time a master can be used again: it may have lost what was installed there. */
  readonly onUp?: () => void;
  /** On each master, as in {@link RedisConnectionOptions}. */
  readonly maxCommands?: number | undefined;
  /** Told of each master by an id of its own, as in `sessions/10.0.0.7:6379`. */
  readonly observer?: NodeObserver | undefined;
}

/**
 * Sessions on a Redis Cluster, which places them by its slots and stands alone on its ring (docs/design.md, docs/records.md).
 *
 * A master that does not answer makes only its slots unavailable; the node is DOWN when none answers. Its ring never changes,
 * so steps need no fence, and records are moved by the cluster alone.
 */
export class RedisClusterNode implements SessionNode, ScriptRunner {
  readonly id: string;
  readonly kind: string;
  /** Each master hangs by itself, so nothing is known of the next command. */
  readonly isLate: boolean = false;
  readonly #masters: ClusterMasters;
  readonly #commands: ClusterCommands;
  readonly #index: ClusterUserIndex;
  readonly #events: ClusterEvents;
  readonly #ringMemory: RedisRingMemory;

  /** @throws {TypeError} When the URL is not one of a cluster. */
  constructor({ id, kind, url, subscriber, onUp, ...options }: RedisClusterNodeOptions) {
    this.id = id;
    this.kind = kind;
    const address = parseClusterUrl(url);
    this.#masters = new ClusterMasters({
      ...options,
      id,
      seeds: address.seeds,
      urlOf: (server) => serverUrl(address, server),
      onUp: (downAt) => {
        this.#events.nodeIsUp(downAt);
        onUp?.();
      },
      onServers: (servers) => {
        this.#events.serversAre(servers);
      },
    });
    this.#commands = new ClusterCommands(id, this.#masters);
    this.#index = new ClusterUserIndex(this.#commands);
    this.#ringMemory = new RedisRingMemory(id, this.#commands);
    this.#events = new ClusterEvents({
      nodeId: id,
      address,
      masters: this.#masters,
      ...subscriber,
    });
  }

  get status(): NodeStatus {
    return this.#masters.isAnyUp ? 'UP' : 'DOWN';
  }

  get breaker(): BreakerState {
    return this.#masters.isAnyUp ? 'closed' : 'open';
  }

  /**
   * Finds the cluster and connects to its masters. Returns within a second or so also when it does not answer: then it is
   * tried on and on, and the node is DOWN meanwhile.
   *
   * @throws {RedisNodeError} When a server answers but cannot be used: too old, in no cluster, or it refuses access.
   */
  connect(): Promise<void> {
    return this.#masters.open();
  }

  /** Runs a script on the master that has its keys. */
  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    return this.#commands.run(name, keys, args, decode);
  }

  create(draft: SessionDraft): Promise<CreateOutcome> {
    const { id, login, timeouts } = draft;
    const act = (): Promise<CreateOutcome> =>
      this.#step('create', id, encodeCreate(draft), (reply) => decodeCreate(id, reply));
    return login === undefined ? act() : this.#index.during(login.userId, id, timeouts, act);
  }

  load({ id, secretHash }: SessionProof, parts: SessionParts): Promise<AtNode<LoadOutcome>> {
    return this.#step('load', id, [secretHash, parts], (reply) => decodeLoad(id, reply, parts));
  }

  peek({ id, secretHash }: SessionProof, parts: SessionParts): Promise<AtNode<PeekOutcome>> {
    return this.#step('peek', id, [secretHash, parts], (reply) => decodePeek(id, reply, parts));
  }

  update(
    { id, secretHash }: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
  ): Promise<AtNode<UpdateOutcome>> {
    const { script, args } = encodeUpdate(secretHash, update, parts);
    return this.#step(script, id, args, (reply) => decodeUpdate(id, reply, parts));
  }

  rotate(
    { id, secretHash }: SessionProof,
    rotation: SessionRotation,
  ): Promise<AtNode<RotateOutcome>> {
    const { login, timeouts } = rotation;
    return this.#index.during(login.userId, id, timeouts, () =>
      this.#step('rotate', id, encodeRotate(id, secretHash, rotation), (reply) =>
        decodeRotate(id, reply),
      ),
    );
  }

  async end(id: string, authority: EndAuthority): Promise<AtNode<EndOutcome>> {
    const outcome = await this.#step('end', id, encodeEnd(id, authority), decodeEnd);
    const { userId } = authority;
    if (outcome.state === 'done' && userId !== undefined) await this.#index.dropEnded(userId, id);
    return outcome;
  }

  list(userId: string, parts: SessionParts): Promise<readonly Session[]> {
    return listClusterSessions(this.#commands, this.#index, userId, parts);
  }

  exportRecord(id: string): Promise<ExportOutcome> {
    return this.#step('export', id, [], (reply) => decodeExport(id, reply));
  }

  /** Rejects, as do the others that move records: the cluster moves its own. */
  importRecord(): Promise<never> {
    return this.#movesItself();
  }

  removeRecord(): Promise<never> {
    return this.#movesItself();
  }

  scanIds(): Promise<never> {
    return this.#movesItself();
  }

  async countKeys(): Promise<number> {
    return sum(await this.#commands.askAll((client) => client.dbsize(), 'dbsize'));
  }

  time(): Promise<number> {
    return this.#movesItself();
  }

  readTopology(): Promise<Topology | undefined> {
    return this.#ringMemory.readTopology();
  }

  install(topology: Topology, replacing?: string): Promise<InstallOutcome> {
    return this.#ringMemory.install(topology, replacing);
  }

  listenForInstalls(onInstall: () => void): Promise<StopListening> {
    return this.#events.listenForInstalls(onInstall);
  }

  /** As {@link RedisRingMemory.readNodeId}. */
  readNodeId(): Promise<string | undefined> {
    return this.#ringMemory.readNodeId();
  }

  takeLease(holder: string, leaseMs: number): Promise<string> {
    return this.#ringMemory.takeLease(holder, leaseMs);
  }

  endLease(holder: string): Promise<void> {
    return this.#ringMemory.endLease(holder);
  }

  readCheckpoint(fence: string): Promise<Checkpoint | undefined> {
    return this.#ringMemory.readCheckpoint(fence);
  }

  writeCheckpoint(checkpoint: Checkpoint, fence: string): Promise<void> {
    return this.#ringMemory.writeCheckpoint(checkpoint, fence);
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#events.listen(id, onNotice);
  }

  /** Asks every master. @returns How long the slowest one took, in milliseconds. */
  async ping(): Promise<number> {
    const startedAt = performance.now();
    await this.#commands.askAll((client) => client.ping(), 'ping');
    return performance.now() - startedAt;
  }

  /** On all masters together. */
  async countSessions(): Promise<number> {
    return sum(await this.#commands.askAll(countRecords, 'count-records'));
  }

  async close(): Promise<void> {
    this.#events.close();
    await this.#masters.close();
  }

  #step<Outcome>(
    script: ScriptName,
    id: string,
    stepArgs: string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    const { keys, args } = stepOn(id, stepArgs);
    return this.#commands.run(script, keys, args, decode);
  }

  #movesItself(): Promise<never> {
    return Promise.reject(
      new Error(`the node ${this.id} is a Redis Cluster: it moves its records itself`),
    );
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
