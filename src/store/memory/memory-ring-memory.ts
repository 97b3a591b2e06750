import { fenceOf } from '../../ring/placement.ts';
import type { Topology } from '../../ring/topology.ts';
import type { Clock } from '../../session/clock.ts';
import type { StopListening } from '../../session/session-events.ts';
import { FencedOut } from '../fenced-out.ts';
import type { Checkpoint, InstallOutcome, RingMemory } from '../ring-memory.ts';
import { settled } from './settled.ts';

/** What a memory node keeps for the ring; as on a server, where the scripts of the same names say what each step does. */
export class MemoryRingMemory implements RingMemory {
  readonly #nodeId: string;
  readonly #clock: Clock;
  readonly #installListeners = new Set<() => void>();
  #topology: Topology | undefined;
  #lease = { holder: '', endsAt: 0 };
  #checkpoint: { readonly fence: string; readonly checkpoint: Checkpoint } | undefined;

  constructor(nodeId: string, clock: Clock) {
    this.#nodeId = nodeId;
    this.#clock = clock;
  }

  /** One step of the node. @throws {FencedOut} When it has another topology; then nothing was done. */
  fenced<Outcome>(fence: string, act: () => Outcome): Promise<Outcome> {
    return settled(() => {
      this.#check(fence);
      return act();
    });
  }

  readTopology(): Promise<Topology | undefined> {
    return Promise.resolve(this.#topology);
  }

  /** @throws {FencedOut} When this node has an older topology than the one to replace. */
  install(topology: Topology, replacing?: string): Promise<InstallOutcome> {
    return settled(() => this.#install(topology, replacing));
  }

  listenForInstalls(onInstall: () => void): Promise<StopListening> {
    // A listener may be given twice, so it is not its own key.
    const tell = (): void => {
      if (this.#installListeners.has(tell)) onInstall();
    };
    this.#installListeners.add(tell);
    return Promise.resolve(() => {
      this.#installListeners.delete(tell);
    });
  }

  takeLease(holder: string, leaseMs: number): Promise<string> {
    const now = this.#clock.now();
    const isTaken = this.#lease.holder !== holder && now < this.#lease.endsAt;
    if (!isTaken) this.#lease = { holder, endsAt: now + leaseMs };
    return Promise.resolve(this.#lease.holder);
  }

  endLease(holder: string): Promise<void> {
    if (this.#lease.holder === holder) this.#lease = { holder: '', endsAt: 0 };
    return Promise.resolve();
  }

  readCheckpoint(fence: string): Promise<Checkpoint | undefined> {
    return Promise.resolve(
      this.#checkpoint?.fence === fence ? this.#checkpoint.checkpoint : undefined,
    );
  }

  writeCheckpoint(checkpoint: Checkpoint, fence: string): Promise<void> {
    this.#checkpoint = { fence, checkpoint };
    return Promise.resolve();
  }

  #check(fence: string): void {
    const there = this.#topology;
    if (there !== undefined && fenceOf(there) === fence) return;
    const isBehind = there === undefined || there.epoch < Number.parseInt(fence);
    throw new FencedOut(this.#nodeId, isBehind ? undefined : there);
  }

  #install(topology: Topology, replacing: string | undefined): InstallOutcome {
    const there = this.#topology;
    if (there !== undefined) {
      if (fenceOf(there) === fenceOf(topology)) return { state: 'installed' };
      if (there.ringId !== topology.ringId) return { state: 'foreign', topology: there };
      if (there.epoch > topology.epoch) return { state: 'newer', topology: there };
      if (there.epoch === topology.epoch) return { state: 'split', topology: there };
    }
    if (replacing !== undefined && (there === undefined || fenceOf(there) !== replacing)) {
      throw new FencedOut(this.#nodeId, undefined);
    }
    this.#topology = topology;
    for (const tell of this.#installListeners) queueMicrotask(tell);
    return { state: 'installed' };
  }
}
