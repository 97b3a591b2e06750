import type { Redis } from 'ioredis';
import { fenceOf } from '../../ring/placement.ts';
import type { Topology } from '../../ring/topology.ts';
import type { StopListening } from '../../session/session-events.ts';
import { FencedOut } from '../fenced-out.ts';
import type { Checkpoint, InstallOutcome, RingMemory } from '../ring-memory.ts';
import { decodeTopology, encodeTopology } from '../topology-document.ts';
import { RingError } from '../ring-error.ts';
import { nodeFence } from './node-fence.ts';
import { checkpointKey, leaseKey, ringKey } from './record-codec.ts';
import type { RawReply } from './script-command.ts';
import type { ScriptRunner } from './script-runner.ts';
import { readLines, unknownReply } from './session-reply.ts';

/** Longer than a ring is left moving. */
const checkpointTtlSeconds = 7 * 24 * 3600;

/** Where the ring's keys are: one server, or a Redis Cluster, in which each may be on another one. */
export interface RingServer extends ScriptRunner {
  /** Runs one plain command about a key. @param name For the observer, as in `hget`. */
  ask<Reply>(command: (client: Redis) => Promise<Reply>, name: string, key: string): Promise<Reply>;
}

/** Hears what is published there. */
export type RingEvents = Pick<RingMemory, 'listenForInstalls'>;

/** What a node keeps for the ring (docs/records.md). */
export class RedisRingMemory implements RingMemory {
  readonly #nodeId: string;
  readonly #server: RingServer;
  readonly #events: RingEvents;

  constructor(nodeId: string, server: RingServer, events: RingEvents) {
    this.#nodeId = nodeId;
    this.#server = server;
    this.#events = events;
  }

  async readTopology(): Promise<Topology | undefined> {
    const document = await this.#server.ask(
      (client) => client.hget(ringKey, 'document'),
      'hget',
      ringKey,
    );
    return document === null ? undefined : decodeTopology(document);
  }

  install(topology: Topology, replacing = ''): Promise<InstallOutcome> {
    const args = [
      nodeFence(fenceOf(topology), this.#nodeId),
      topology.ringId,
      encodeTopology(topology),
      replacing === '' ? '' : nodeFence(replacing, this.#nodeId),
      this.#nodeId,
    ];
    return this.#server.run('install', [ringKey], args, (reply) => this.#installed(reply));
  }

  listenForInstalls(onInstall: () => void): Promise<StopListening> {
    return this.#events.listenForInstalls(onInstall);
  }

  /** Which node of its ring this server is; absent when it is of none. */
  async readNodeId(): Promise<string | undefined> {
    return (
      (await this.#server.ask((client) => client.hget(ringKey, 'node'), 'hget', ringKey)) ??
      undefined
    );
  }

  takeLease(holder: string, leaseMs: number): Promise<string> {
    const args = [holder, String(leaseMs)];
    return this.#server.run('take-lease', [leaseKey], args, (reply) => readLines(reply)[0] ?? '');
  }

  endLease(holder: string): Promise<void> {
    return this.#server.run('end-lease', [leaseKey], [holder], () => undefined);
  }

  async readCheckpoint(fence: string): Promise<Checkpoint | undefined> {
    const text = await this.#server.ask(
      (client) => client.get(checkpointKey),
      'get',
      checkpointKey,
    );
    const kept = text === null ? undefined : (JSON.parse(text) as KeptCheckpoint);
    return kept?.fence === fence ? kept.checkpoint : undefined;
  }

  writeCheckpoint(checkpoint: Checkpoint, fence: string): Promise<void> {
    const kept: KeptCheckpoint = { fence, checkpoint };
    const args = [JSON.stringify(kept), String(checkpointTtlSeconds)];
    return this.#server.run('write-checkpoint', [checkpointKey], args, () => undefined);
  }

  #installed(reply: RawReply): InstallOutcome {
    const [state = '', document = ''] = readLines(reply);
    switch (state) {
      case 'INSTALLED':
        return { state: 'installed' };
      case 'NEWER':
        return { state: 'newer', topology: decodeTopology(document) };
      case 'SPLIT':
        return { state: 'split', topology: decodeTopology(document) };
      case 'FOREIGN':
        return { state: 'foreign', topology: decodeTopology(document) };
      case 'OCCUPIED':
        throw new RingError(
          'NODE_IS_ANOTHER',
          `the server that is to be the node ${this.#nodeId} is the node ${document} of this ring; correct the addresses in RINGGATE_NODES`,
        );
      case 'BEHIND':
        throw new FencedOut(this.#nodeId, undefined);
      default:
        throw unknownReply(state);
    }
  }
}

/** What is written is what this version reads: another topology's is not looked at. */
interface KeptCheckpoint {
  readonly fence: string;
  readonly checkpoint: Checkpoint;
}
