import type { Topology } from '../../ring/topology.ts';
import type { Clock } from '../../session/clock.ts';
import type { BreakerState } from '../node-observer.ts';
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
import {
  deliveryTimeMs,
  type Delivery,
  type ExportOutcome,
  type IdPage,
  type ImportOutcome,
} from '../record-moves.ts';
import type { Checkpoint, InstallOutcome } from '../ring-memory.ts';
import type { SessionNode } from '../session-node.ts';
import type { AtNode, Late, Visit } from '../session-steps.ts';
import { MemoryRecords } from './memory-records.ts';
import { MemoryRingMemory } from './memory-ring-memory.ts';
import { MemorySessions } from './memory-sessions.ts';
import { copyOf, recordOfCopy } from './record-copy.ts';
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
  readonly #clock: Clock;
  readonly #records: MemoryRecords;
  readonly #tombstones: Tombstones;
  readonly #listeners = new SessionListeners();
  readonly #sessions: MemorySessions;
  readonly #ring: MemoryRingMemory;
  readonly #sweepTimer: NodeJS.Timeout;

  constructor(id: string, clock: Clock) {
    this.id = id;
    this.#clock = clock;
    this.#records = new MemoryRecords(clock);
    this.#tombstones = new Tombstones(clock);
    this.#sessions = new MemorySessions({
      clock,
      records: this.#records,
      tombstones: this.#tombstones,
      listeners: this.#listeners,
    });
    this.#ring = new MemoryRingMemory(id, clock);
    this.#sweepTimer = setInterval(() => {
      this.#records.sweep(maxRecordsSwept);
      this.#tombstones.sweep();
    }, sweepIntervalMs);
    // Freeing memory is no reason to keep the process running.
    this.#sweepTimer.unref();
  }

  create(draft: SessionDraft, fence: string): Promise<CreateOutcome> {
    return this.#fenced(fence, () => this.#sessions.create(draft));
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
    return this.#fenced(fence, () => this.#sessions.list(userId, parts));
  }

  exportRecord(id: string, fence: string): Promise<ExportOutcome> {
    return this.#fenced(fence, () => {
      const record = this.#records.get(id);
      if (record) return { state: 'copied', copy: copyOf(record, this.#clock.now()) };
      return { state: this.#tombstones.hasEnded(id) ? 'ended' : 'absent' };
    });
  }

  importRecord(delivery: Delivery, fence: string): Promise<ImportOutcome> {
    return this.#fenced(fence, () => this.#deliver(delivery));
  }

  removeRecord(id: string, _userId: string | undefined, fence: string): Promise<void> {
    return this.#fenced(fence, () => {
      const record = this.#records.get(id);
      if (record) this.#records.delete(record);
    });
  }

  scanIds(cursor: string, count: number): Promise<IdPage> {
    return Promise.resolve(this.#records.page(cursor, count));
  }

  countKeys(): Promise<number> {
    return this.countSessions();
  }

  time(): Promise<number> {
    return Promise.resolve(this.#clock.now());
  }

  readTopology(): Promise<Topology | undefined> {
    return Promise.resolve(this.#ring.topology);
  }

  install(topology: Topology, replacing?: string): Promise<InstallOutcome> {
    return settled(() => this.#ring.install(topology, replacing));
  }

  listenForInstalls(onInstall: () => void): Promise<StopListening> {
    return Promise.resolve(this.#ring.listenForInstalls(onInstall));
  }

  takeLease(holder: string, leaseMs: number): Promise<string> {
    return Promise.resolve(this.#ring.takeLease(holder, leaseMs));
  }

  endLease(holder: string): Promise<void> {
    return settled(() => {
      this.#ring.endLease(holder);
    });
  }

  readCheckpoint(fence: string): Promise<Checkpoint | undefined> {
    return Promise.resolve(this.#ring.readCheckpoint(fence));
  }

  writeCheckpoint(checkpoint: Checkpoint, fence: string): Promise<void> {
    return settled(() => {
      this.#ring.writeCheckpoint(checkpoint, fence);
    });
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

  #fenced<Outcome>(fence: string, act: () => Outcome): Promise<Outcome> {
    return settled(() => {
      this.#ring.check(fence);
      return act();
    });
  }

  #visited<Outcome>({ fence, delivery }: Visit, act: () => Outcome): Promise<Outcome | Late> {
    return this.#fenced(fence, () => {
      if (delivery !== undefined && this.#deliver(delivery) === 'late') return { state: 'late' };
      return act();
    });
  }

  #deliver({ copy, missedAt }: Delivery): ImportOutcome {
    const now = this.#clock.now();
    // A tombstone that was here since may be gone again.
    if (now > missedAt + deliveryTimeMs) return 'late';
    const record = recordOfCopy(copy, now);
    if (this.#tombstones.forbids(copy.id, record.secretHash)) return 'ended';
    if (this.#records.get(copy.id)) return 'present';
    this.#records.set(record);
    this.#tombstones.delete(copy.id);
    return 'imported';
  }
}

/** What an act answers or throws, as a promise. */
function settled<Outcome>(act: () => Outcome): Promise<Outcome> {
  return new Promise((resolve) => {
    resolve(act());
  });
}
