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
import type { NodeObserver } from '../../node-observer.ts';
import type { BreakerState, SessionNode } from '../../session-node.ts';
import type { AtNode } from '../../session-steps.ts';
import type { SubscriberTimes } from '../channel-subscriber.ts';
import { countRecords } from '../count-records.ts';
import { parseClusterUrl } from '../host-addresses.ts';
import { keysOf, type RecordStep } from '../record-step.ts';
import { RedisRingMemory } from '../redis-ring-memory.ts';
import { ScriptBook } from '../script-book.ts';
import type { RawReply } from '../script-command.ts';
import type { ScriptRunner } from '../script-runner.ts';
import type { ScriptName } from '../script-source.ts';
import {
  createStep,
  endStep,
  loadStep,
  peekStep,
  rotateStep,
  updateStep,
} from '../session-scripts.ts';
import { ClusterCommands } from './cluster-commands.ts';
import { ClusterEvents } from './cluster-events.ts';
import { ClusterHealth } from './cluster-health.ts';
import { ClusterMasters } from './cluster-masters.ts';
import { ClusterRecordMoves } from './cluster-record-moves.ts';
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
  /** As in {@link ClusterMastersOptions}. */
  readonly strayMs?: number;
  /** Told of commands as those of the node, in traces by the ids of its masters ({@link serverId}). */
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
  readonly moves: ClusterRecordMoves;
  readonly ring: RedisRingMemory;
  readonly #health: ClusterHealth | undefined;
  readonly #masters: ClusterMasters;
  readonly #commands: ClusterCommands;
  readonly #index: ClusterUserIndex;
  readonly #events: ClusterEvents;

  /** @throws {TypeError} When the URL is not one of a cluster. */
  constructor({ id, kind, url, subscriber, onUp, observer, ...options }: RedisClusterNodeOptions) {
    this.id = id;
    this.kind = kind;
    const address = parseClusterUrl(url);
    this.#health = observer && new ClusterHealth(id, observer, () => this.#masters.isAnyUp);
    this.#masters = new ClusterMasters({
      ...options,
      id,
      scripts: ScriptBook.ofCluster(),
      health: this.#health,
      seeds: address.seeds,
      urlOf: (server) => serverUrl(address, server),
      onUp: (downAt) => {
        this.#events.nodeIsUp(downAt);
        onUp?.();
      },
      onServers: (servers) => {
        this.#health?.look();
        this.#events.serversAre(servers);
      },
    });
    this.#commands = new ClusterCommands(id, this.#masters);
    this.#index = new ClusterUserIndex(this.#commands);
    this.#events = new ClusterEvents({
      nodeId: id,
      address,
      masters: this.#masters,
      ...subscriber,
    });
    this.moves = new ClusterRecordMoves(id, this.#commands);
    this.ring = new RedisRingMemory(id, this.#commands, this.#events);
  }

  get status(): NodeStatus {
    return this.#masters.isAnyUp ? 'UP' : 'DOWN';
  }

  get breaker(): BreakerState {
    return this.#masters.breaker;
  }

  /**
   * Finds the cluster and connects to its masters. Returns within a second or so also when it does not answer: then it is
   * tried on and on, and the node is DOWN meanwhile.
   *
   * @throws {RedisNodeError} When a server answers but cannot be used: too old, in no cluster, or it refuses access.
   */
  async connect(): Promise<void> {
    await this.#masters.open();
    this.#health?.begin();
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
    const act = (): Promise<CreateOutcome> => this.#step(createStep(draft));
    return login === undefined ? act() : this.#index.during(login.userId, id, timeouts, act);
  }

  load(proof: SessionProof, parts: SessionParts): Promise<AtNode<LoadOutcome>> {
    return this.#step(loadStep(proof, parts));
  }

  peek(proof: SessionProof, parts: SessionParts): Promise<AtNode<PeekOutcome>> {
    return this.#step(peekStep(proof, parts));
  }

  update(
    proof: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
  ): Promise<AtNode<UpdateOutcome>> {
    return this.#step(updateStep(proof, update, parts));
  }

  rotate(proof: SessionProof, rotation: SessionRotation): Promise<AtNode<RotateOutcome>> {
    const { login, timeouts } = rotation;
    return this.#index.during(login.userId, proof.id, timeouts, () =>
      this.#step(rotateStep(proof, rotation)),
    );
  }

  async end(id: string, authority: EndAuthority): Promise<AtNode<EndOutcome>> {
    const outcome = await this.#step(endStep(id, authority));
    const { userId } = authority;
    if (outcome.state === 'done' && userId !== undefined) await this.#index.dropEnded(userId, id);
    return outcome;
  }

  list(userId: string, parts: SessionParts): Promise<readonly Session[]> {
    return listClusterSessions(this.#commands, this.#index, userId, parts);
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
    const counts = await this.#commands.askAll(countRecords, 'count-records');
    return counts.reduce((total, count) => total + count, 0);
  }

  async close(): Promise<void> {
    this.#events.close();
    await this.#masters.close();
  }

  /** Not with a user's index: that is in another slot. */
  #step<Outcome>({ script, id, args, decode }: RecordStep<Outcome>): Promise<Outcome> {
    return this.#commands.run(script, keysOf(id), args, decode);
  }
}
