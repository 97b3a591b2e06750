import type { Redis } from 'ioredis';
import type { NodeKind } from '../../config/gateway-config.ts';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { SessionNotice, StopListening } from '../../session/session-events.ts';
import { isUnavailable } from '../../session/session-error.ts';
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
import type { BreakerState, SessionNode } from '../session-node.ts';
import type { AtNode, Visit } from '../session-steps.ts';
import { countRecords } from './count-records.ts';
import { listUserSessions } from './list-user-sessions.ts';
import { NodeConnections, type NodeConnectionsOptions } from './node-connections.ts';
import { runStep, runVisit, type NodeScripts } from './record-step.ts';
import type { RedisConnection } from './redis-connection.ts';
import { RedisRecordMoves } from './redis-record-moves.ts';
import { RedisRingMemory } from './redis-ring-memory.ts';
import { unavailable } from './reply-error.ts';
import type { RawReply } from './script-command.ts';
import type { ScriptRunner } from './script-runner.ts';
import type { ScriptName } from './script-source.ts';
import {
  createStep,
  endStep,
  loadStep,
  peekStep,
  rotateStep,
  updateStep,
} from './session-scripts.ts';

/** What a Redis node needs. */
export interface RedisSessionNodeOptions extends NodeConnectionsOptions {
  readonly kind: Exclude<NodeKind, 'memory' | 'redis+cluster' | 'rediss+cluster'>;
}

/**
 * Sessions on one Redis server, each step one script there (`docs/records.md`).
 *
 * DOWN until {@link RedisSessionNode.connect} has been called and the server was found fit.
 */
export class RedisSessionNode implements SessionNode, ScriptRunner {
  readonly id: string;
  readonly kind: string;
  readonly moves: RedisRecordMoves;
  readonly ring: RedisRingMemory;
  readonly #connections: NodeConnections;
  readonly #connection: RedisConnection;
  /** As in {@link NodeConnections}. */
  readonly #writes: NodeScripts;

  /** @throws {TypeError} When the URL is not one of a Redis server. */
  constructor({ kind, ...options }: RedisSessionNodeOptions) {
    this.id = options.id;
    this.kind = kind;
    this.#connections = new NodeConnections(options);
    const { commands, writes, events } = this.#connections;
    this.#connection = commands;
    this.#writes = writes;
    this.moves = new RedisRecordMoves(commands, writes);
    this.ring = new RedisRingMemory(this.id, commands, events);
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
  connect(): Promise<void> {
    return this.#connections.connect();
  }

  /** Not on a node that may be hanging: a new session may as well be on another one. */
  create(draft: SessionDraft, fence: string): Promise<CreateOutcome> {
    if (this.isLate) return Promise.reject(unavailable(this.id));
    const scripts = draft.login === undefined ? this.#connection : this.#writes;
    const creating = runStep(scripts, createStep(draft), fence);
    if (scripts !== this.#connection) {
      creating.catch((error: unknown) => {
        if (isUnavailable(error)) this.#takeBack(draft, fence);
      });
    }
    return creating;
  }

  load(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<LoadOutcome>> {
    return runVisit(this.#scriptsFor(visit), loadStep(proof, parts), visit);
  }

  peek(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<PeekOutcome>> {
    return runVisit(this.#scriptsFor(visit), peekStep(proof, parts), visit);
  }

  update(
    proof: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<UpdateOutcome>> {
    return runVisit(this.#scriptsFor(visit), updateStep(proof, update, parts), visit);
  }

  rotate(
    proof: SessionProof,
    rotation: SessionRotation,
    visit: Visit,
  ): Promise<AtNode<RotateOutcome>> {
    return runVisit(this.#writes, rotateStep(proof, rotation), visit);
  }

  end(id: string, authority: EndAuthority, visit: Visit): Promise<AtNode<EndOutcome>> {
    return runVisit(this.#writes, endStep(id, authority), visit);
  }

  list(userId: string, parts: SessionParts, fence: string): Promise<readonly Session[]> {
    return listUserSessions(this.#connection, userId, parts, fence);
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#connections.events.listen(id, onNotice);
  }

  async ping(): Promise<number> {
    const startedAt = performance.now();
    await this.#connection.ask((client) => client.ping(), 'ping');
    return performance.now() - startedAt;
  }

  countSessions(): Promise<number> {
    return this.#connection.ask(countRecords, 'count-records');
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  /**
   * What too few replicas have is there all the same, and nobody gets its token: each try at a login would leave a session
   * that counts.
   */
  #takeBack({ id, secretHash, login }: SessionDraft, fence: string): void {
    const end = endStep(id, { by: 'secret', secretHash, userId: login?.userId });
    runStep(this.#connection, end, fence).catch(() => undefined);
  }

  /** A record that is delivered is removed from where it was, so it waits for replicas as an import does. */
  #scriptsFor({ delivery }: Visit): NodeScripts {
    return delivery === undefined ? this.#connection : this.#writes;
  }
}
