import type { Redis } from 'ioredis';
import type { NodeKind } from '../../config/gateway-config.ts';
import type { Topology } from '../../ring/topology.ts';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { SessionNotice, StopListening } from '../../session/session-events.ts';
import type { Session, SessionParts } from '../../session/session.ts';
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
} from '../../session/session-store.ts';
import type { NodeLog } from '../node-log.ts';
import type { BreakerState, NodeObserver } from '../node-observer.ts';
import type { Delivery, ExportOutcome, IdPage, ImportOutcome } from '../record-moves.ts';
import type { Checkpoint, InstallOutcome } from '../ring-memory.ts';
import type { SessionNode } from '../session-node.ts';
import type { AtNode, Visit } from '../session-steps.ts';
import type { SubscriberTimes } from './channel-subscriber.ts';
import { countRecords } from './count-records.ts';
import { encodeCreate, encodeEnd, encodeRotate } from './encode-step.ts';
import { encodeUpdate } from './encode-update.ts';
import { listUserSessions } from './list-user-sessions.ts';
import {
  decodeCreate,
  decodeEnd,
  decodeLoad,
  decodePeek,
  decodeRotate,
  decodeUpdate,
} from './outcome-codec.ts';
import { runFenced, runStep, stepOn, type NodeScripts } from './record-step.ts';
import { createSubscriberClient } from './redis-client.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisRecordMoves } from './redis-record-moves.ts';
import { RedisRingMemory } from './redis-ring-memory.ts';
import { RedisSessionEvents } from './redis-session-events.ts';
import { ReplicatedWrites } from './replicated-writes.ts';
import { ScriptBook } from './script-book.ts';
import type { RawReply } from './script-command.ts';
import type { ScriptRunner } from './script-runner.ts';
import type { ScriptName } from './script-source.ts';
import { unavailable } from './reply-error.ts';

/** What a Redis node needs. */
export interface RedisSessionNodeOptions {
  readonly id: string;
  readonly kind: Exclude<NodeKind, 'memory' | 'redis+cluster' | 'rediss+cluster'>;
  /** May hold a password, so it gets into no message. */
  readonly url: string;
  readonly log: NodeLog;
  /** For the connection that hears of changes. */
  readonly subscriber?: SubscriberTimes;
  /** Told each time the server can be used again: it may have lost what was installed there. */
  readonly onUp?: () => void;
  /** As in {@link RedisConnectionOptions}, and so is `observer`. */
  readonly maxCommands?: number | undefined;
  readonly observer?: NodeObserver | undefined;
  /** Replicas that must have a login, an end or an import before it counts; 0 when absent. */
  readonly waitReplicas?: number | undefined;
}

/**
 * Sessions on one Redis server, each step one script there (`docs/records.md`).
 *
 * DOWN until {@link RedisSessionNode.connect} has been called and the server was found fit.
 */
export class RedisSessionNode implements SessionNode, ScriptRunner {
  readonly id: string;
  readonly kind: string;
  readonly #connection: RedisConnection;
  readonly #events: RedisSessionEvents;
  readonly #moves: RedisRecordMoves;
  /** Absent: nothing waits for replicas. */
  readonly #writes: ReplicatedWrites | undefined;
  readonly #ringMemory: RedisRingMemory;

  /** @throws {TypeError} When the URL is not one of a Redis server. */
  constructor(options: RedisSessionNodeOptions) {
    const { id, kind, url, log, subscriber, onUp, waitReplicas = 0, ...bounds } = options;
    const scripts = ScriptBook.ofServer();
    this.id = id;
    this.kind = kind;
    this.#connection = new RedisConnection({
      id,
      url,
      log,
      onUp: (downAt) => {
        this.#events.nodeIsUp(downAt);
        onUp?.();
      },
      scripts,
      ...bounds,
    });
    this.#writes =
      waitReplicas === 0
        ? undefined
        : new ReplicatedWrites({
            id,
            url,
            log,
            scripts,
            replicas: waitReplicas,
            status: () => this.status,
            ...bounds,
          });
    this.#moves = new RedisRecordMoves(this.#connection, this.#writes ?? this.#connection);
    this.#ringMemory = new RedisRingMemory(id, this.#connection);
    const isNodeUp = (): boolean => this.status === 'UP';
    this.#events = new RedisSessionEvents({
      nodeId: id,
      newClient: () => createSubscriberClient(url),
      isNodeUp,
      ...subscriber,
    });
  }

  get status(): NodeStatus {
    return this.#connection.status;
  }

  get breaker(): BreakerState {
    return this.#connection.breaker;
  }

  /** As in {@link RedisConnection}. */
  get isLate(): boolean {
    return this.#connection.isLate;
  }

  /** For what is no session but is to be shared too. Its commands go through {@link RedisSessionNode.ask}. */
  get client(): Redis {
    return this.#connection.client;
  }

  /** As {@link RedisConnection.ask}. */
  ask<Reply>(command: (client: Redis) => Promise<Reply>, name?: string): Promise<Reply> {
    return this.#connection.ask(command, name);
  }

  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome> {
    return this.#connection.run(name, keys, args, decode);
  }

  /**
   * Connects. Returns within a second also when the server does not answer: then it is tried on and on, and the node is
   * DOWN meanwhile.
   *
   * @throws {RedisNodeError} When the server answers but cannot be used: too old, or it refuses access.
   */
  async connect(): Promise<void> {
    await Promise.all([this.#connection.connect(), this.#writes?.connect()]);
  }

  /** Not on a node that may be hanging: a new session may as well be on another one. */
  create(draft: SessionDraft, fence: string): Promise<CreateOutcome> {
    if (this.isLate) return Promise.reject(unavailable(this.id));
    const { id, login } = draft;
    const step = stepOn(id, encodeCreate(draft), login?.userId);
    const scripts = login === undefined ? this.#connection : (this.#writes ?? this.#connection);
    return runFenced(scripts, 'create', step, fence, (reply) => decodeCreate(id, reply));
  }

  load(
    { id, secretHash }: SessionProof,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<LoadOutcome>> {
    return runStep(
      this.#scriptsFor(visit),
      'load',
      stepOn(id, [secretHash, parts]),
      visit,
      (reply) => decodeLoad(id, reply, parts),
    );
  }

  peek(
    { id, secretHash }: SessionProof,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<PeekOutcome>> {
    return runStep(
      this.#scriptsFor(visit),
      'peek',
      stepOn(id, [secretHash, parts]),
      visit,
      (reply) => decodePeek(id, reply, parts),
    );
  }

  update(
    { id, secretHash }: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<UpdateOutcome>> {
    const { script, args } = encodeUpdate(secretHash, update, parts);
    return runStep(this.#scriptsFor(visit), script, stepOn(id, args), visit, (reply) =>
      decodeUpdate(id, reply, parts),
    );
  }

  rotate(
    { id, secretHash }: SessionProof,
    rotation: SessionRotation,
    visit: Visit,
  ): Promise<AtNode<RotateOutcome>> {
    const step = stepOn(id, encodeRotate(id, secretHash, rotation), rotation.login.userId);
    return runStep(this.#writes ?? this.#connection, 'rotate', step, visit, (reply) =>
      decodeRotate(id, reply),
    );
  }

  end(id: string, authority: EndAuthority, visit: Visit): Promise<AtNode<EndOutcome>> {
    const step = stepOn(id, encodeEnd(id, authority), authority.userId);
    return runStep(this.#writes ?? this.#connection, 'end', step, visit, decodeEnd);
  }

  list(userId: string, parts: SessionParts, fence: string): Promise<readonly Session[]> {
    return listUserSessions(this.#connection, userId, parts, fence);
  }

  exportRecord(id: string, fence: string): Promise<ExportOutcome> {
    return this.#moves.exportRecord(id, fence);
  }

  importRecord(delivery: Delivery, fence: string): Promise<ImportOutcome> {
    return this.#moves.importRecord(delivery, fence);
  }

  removeRecord(id: string, userId: string | undefined, fence: string): Promise<void> {
    return this.#moves.removeRecord(id, userId, fence);
  }

  scanIds(cursor: string, count: number): Promise<IdPage> {
    return this.#moves.scanIds(cursor, count);
  }

  countKeys(): Promise<number> {
    return this.#moves.countKeys();
  }

  time(): Promise<number> {
    return this.#moves.time();
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

  async ping(): Promise<number> {
    const startedAt = performance.now();
    await this.#connection.ask((client) => client.ping(), 'ping');
    return performance.now() - startedAt;
  }

  countSessions(): Promise<number> {
    return this.#connection.ask(countRecords, 'count-records');
  }

  async close(): Promise<void> {
    this.#events.close();
    await Promise.all([this.#connection.close(), this.#writes?.close()]);
  }

  /** A record that is delivered is removed from where it was, so it waits for replicas as an import does. */
  #scriptsFor({ delivery }: Visit): NodeScripts {
    return delivery === undefined ? this.#connection : (this.#writes ?? this.#connection);
  }
}
