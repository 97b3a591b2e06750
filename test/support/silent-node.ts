import { SessionError } from '../../src/session/session-error.ts';
import type { NodeStatus } from '../../src/session/ring-view.ts';
import type { RecordMoves } from '../../src/store/record-moves.ts';
import type { RingMemory } from '../../src/store/ring-memory.ts';
import type { SessionNode } from '../../src/store/session-node.ts';

/** What a node that does not answer has for the ring. */
export const silentRingMemory: RingMemory = {
  readTopology: silence,
  install: silence,
  listenForInstalls: silence,
  takeLease: silence,
  endLease: silence,
  readCheckpoint: silence,
  writeCheckpoint: silence,
};

const silentMoves: RecordMoves = {
  exportRecord: silence,
  importRecord: silence,
  removeRecord: silence,
  scanIds: silence,
  countKeys: silence,
  time: silence,
};

/** A node that is known not to answer, as a Redis node is while its server is away. */
export class SilentNode implements SessionNode {
  readonly id: string;
  readonly kind: string = 'silent';
  readonly status: NodeStatus = 'DOWN';
  readonly breaker = 'open';
  readonly moves = silentMoves;
  readonly ring: RingMemory = silentRingMemory;
  readonly create = silence;
  readonly load = silence;
  readonly peek = silence;
  readonly update = silence;
  readonly rotate = silence;
  readonly end = silence;
  readonly list = silence;
  readonly listen = silence;

  constructor(id: string) {
    this.id = id;
  }

  ping(): Promise<number> {
    return silence();
  }

  countSessions(): Promise<number> {
    return silence();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function silence(): Promise<never> {
  return Promise.reject(new SessionError('SESSION_STORE_UNAVAILABLE', 'the node is silent'));
}
