import type { Redis } from 'ioredis';
import type { NodeStatus } from '../../session/ring-view.ts';
import type { SessionNotice, StopListening } from '../../session/session-events.ts';
import type { SessionParts } from '../../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  LoadOutcome,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionList,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../../session/session-store.ts';
import type { NodeLog } from '../node-log.ts';
import type { SessionNode } from '../session-node.ts';
import type { SubscriberTimes } from './channel-subscriber.ts';
import { countRecords } from './count-records.ts';
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
import {
  encodeClient,
  encodeValues,
  recordKey,
  tombstoneKey,
  userIndexKey,
} from './record-codec.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisSessionEvents } from './redis-session-events.ts';

const tombstoneMs = 300_000;

/** What a Redis node needs. */
export interface RedisSessionNodeOptions {
  readonly id: string;
  readonly kind: 'redis' | 'rediss' | 'redis+unix';
  /** May hold a password, so it gets into no message. */
  readonly url: string;
  readonly log: NodeLog;
  /** For the connection that hears of changes. */
  readonly subscriber?: SubscriberTimes;
}

/**
 * Sessions on one Redis server, each step one script there (`docs/records.md`).
 *
 * DOWN until {@link RedisSessionNode.connect} has been called and the server was found fit.
 */
export class RedisSessionNode implements SessionNode {
  readonly id: string;
  readonly kind: string;
  readonly #connection: RedisConnection;
  readonly #events: RedisSessionEvents;

  /** @throws {TypeError} When the URL is not one of a Redis server. */
  constructor({ id, kind, url, log, subscriber }: RedisSessionNodeOptions) {
    this.id = id;
    this.kind = kind;
    const onUp = (downAt: number): void => {
      this.#events.nodeIsUp(downAt);
    };
    this.#connection = new RedisConnection({ id, url, log, onUp });
    const isNodeUp = (): boolean => this.status === 'UP';
    this.#events = new RedisSessionEvents({ nodeId: id, url, isNodeUp, ...subscriber });
  }

  get status(): NodeStatus {
    return this.#connection.status;
  }

  /** For what is no session but is to be shared too. Its commands go through {@link RedisSessionNode.ask}. */
  get client(): Redis {
    return this.#connection.client;
  }

  /** Runs commands of the client: fails at once while the node is DOWN, and makes it DOWN when one is late. */
  ask<Reply>(command: (client: Redis) => Promise<Reply>): Promise<Reply> {
    return this.#connection.ask(command);
  }

  /**
   * Connects. Returns within a second also when the server does not answer: then it is tried on and on, and the node is
   * DOWN meanwhile.
   *
   * @throws {RedisNodeError} When the server answers but cannot be used: too old, or it refuses access.
   */
  connect(): Promise<void> {
    return this.#connection.connect();
  }

  create(draft: SessionDraft): Promise<CreateOutcome> {
    const { id, secretHash, timeouts, client, values, login } = draft;
    const keys = [recordKey(id), tombstoneKey(id)];
    if (login) keys.push(userIndexKey(login.userId));
    const args = [
      id,
      secretHash,
      String(timeouts.idleTimeoutMs),
      String(timeouts.absoluteLifetimeMs),
      encodeClient(client),
      login?.credentialVersion ?? '',
      login?.userId ?? '',
      ...encodeValues(values, login),
    ];
    return this.#connection.run('create', keys, args, (reply) => decodeCreate(id, reply));
  }

  load({ id, secretHash }: SessionProof, parts: SessionParts): Promise<LoadOutcome> {
    const keys = [recordKey(id), tombstoneKey(id)];
    return this.#connection.run('load', keys, [secretHash, parts], (reply) =>
      decodeLoad(id, reply, parts),
    );
  }

  peek({ id, secretHash }: SessionProof, parts: SessionParts): Promise<PeekOutcome> {
    const keys = [recordKey(id), tombstoneKey(id)];
    return this.#connection.run('peek', keys, [secretHash, parts], (reply) =>
      decodePeek(id, reply, parts),
    );
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome> {
    const { id, secretHash } = proof;
    const { script, args } = encodeUpdate(secretHash, update, parts);
    const keys = [recordKey(id), tombstoneKey(id)];
    return this.#connection.run(script, keys, args, (reply) => decodeUpdate(id, reply, parts));
  }

  rotate({ id, secretHash }: SessionProof, rotation: SessionRotation): Promise<RotateOutcome> {
    const { newSecretHash, timeouts, client, login, values } = rotation;
    const keys = [recordKey(id), tombstoneKey(id), userIndexKey(login.userId)];
    const args = [
      id,
      secretHash,
      newSecretHash,
      String(timeouts.idleTimeoutMs),
      String(timeouts.absoluteLifetimeMs),
      encodeClient(client),
      login.credentialVersion,
      login.userId,
      ...encodeValues(values, login),
    ];
    return this.#connection.run('rotate', keys, args, (reply) => decodeRotate(id, reply));
  }

  end(id: string, authority: EndAuthority): Promise<EndOutcome> {
    const keys = [recordKey(id), tombstoneKey(id)];
    if (authority.userId !== undefined) keys.push(userIndexKey(authority.userId));
    const proof = authority.by === 'secret' ? authority.secretHash : authority.userId;
    const args = [id, authority.by, proof, String(tombstoneMs)];
    return this.#connection.run('end', keys, args, decodeEnd);
  }

  async list(userId: string, parts: SessionParts): Promise<SessionList> {
    return { sessions: await listUserSessions(this.#connection, userId, parts), unreachable: [] };
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#events.listen(id, onNotice);
  }

  async ping(): Promise<number> {
    const startedAt = performance.now();
    await this.#connection.ask((client) => client.ping());
    return performance.now() - startedAt;
  }

  countSessions(): Promise<number> {
    return this.#connection.ask(countRecords);
  }

  close(): Promise<void> {
    this.#events.close();
    return this.#connection.close();
  }
}
