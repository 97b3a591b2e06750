import type { Clock } from '../../session/clock.ts';
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
import type { BreakerState, SessionNode } from '../session-node.ts';
import type { AtNode, Late, Visit } from '../session-steps.ts';
import { MemoryRecordMoves } from './memory-record-moves.ts';
import { MemoryRecords } from './memory-records.ts';
import { MemoryRingMemory } from './memory-ring-memory.ts';
import { MemorySessions } from './memory-sessions.ts';
import { SessionListeners } from './session-listeners.ts';
import { Tombstones } from './tombstones.ts';

const sweepIntervalMs = 1000;
/** About a millisecond's work. */
const maxRecordsSwept = 10_000;

/**
 * Sessions in this process, for as long as it runs. The reference implementation: what it answers, every other node
 * answers too. Each method is atomic, since it does its work before it returns. A session that expires is no event: whoever
 * listens to it keeps a timer.
 */
export class MemorySessionNode implements SessionNode {
  readonly id: string;
  readonly kind = 'memory';
  readonly status: NodeStatus = 'UP';
  readonly breaker: BreakerState = 'closed';
  readonly moves: MemoryRecordMoves;
  readonly ring: MemoryRingMemory;
  readonly #records: MemoryRecords;
  readonly #tombstones: Tombstones;
  readonly #listeners = new SessionListeners();
  readonly #sessions: MemorySessions;
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(id: string, clock: Clock) {
    this.id = id;
    this.#records = new MemoryRecords(clock);
    this.#tombstones = new Tombstones(clock);
    this.#sessions = new MemorySessions({
      clock,
      records: this.#records,
      tombstones: this.#tombstones,
      listeners: this.#listeners,
    });
    this.ring = new MemoryRingMemory(id, clock);
    this.moves = new MemoryRecordMoves({
      clock,
      records: this.#records,
      tombstones: this.#tombstones,
      ring: this.ring,
    });
    this.#sweepTimer = setInterval(() => {
      this.#records.sweep(maxRecordsSwept);
      this.#tombstones.sweep();
    }, sweepIntervalMs);
    // Freeing memory is no reason to keep the process running.
    this.#sweepTimer.unref();
  }

  create(draft: SessionDraft, fence: string): Promise<CreateOutcome> {
    return this.ring.fenced(fence, () => this.#sessions.create(draft));
  }

  load(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<LoadOutcome>> {
    return this.#visited(visit, () => this.#sessions.load(proof, parts));
  }

  peek(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<PeekOutcome>> {
    return this.#visited(visit, () => this.#sessions.peek(proof, parts));
  }

  update(
    proof: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<UpdateOutcome>> {
    return this.#visited(visit, () => this.#sessions.update(proof, update, parts));
  }

  rotate(
    proof: SessionProof,
    rotation: SessionRotation,
    visit: Visit,
  ): Promise<AtNode<RotateOutcome>> {
    return this.#visited(visit, () => this.#sessions.rotate(proof, rotation));
  }

  end(id: string, authority: EndAuthority, visit: Visit): Promise<AtNode<EndOutcome>> {
    return this.#visited(visit, () => this.#sessions.end(id, authority));
  }

  list(userId: string, parts: SessionParts, fence: string): Promise<readonly Session[]> {
    return this.ring.fenced(fence, () => this.#sessions.list(userId, parts));
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return Promise.resolve(this.#listeners.add(id, onNotice));
  }

  ping(): Promise<number> {
    return Promise.resolve(0);
  }

  countSessions(): Promise<number> {
    return Promise.resolve(this.#records.count());
  }

  close(): Promise<void> {
    clearInterval(this.#sweepTimer);
    this.#listeners.clear();
    return Promise.resolve();
  }

  #visited<Outcome>({ fence, delivery }: Visit, act: () => Outcome): Promise<Outcome | Late> {
    return this.ring.fenced(fence, () => {
      if (delivery !== undefined && this.moves.deliver(delivery) === 'late')
        return { state: 'late' };
      return act();
    });
  }
}
