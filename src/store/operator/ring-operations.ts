import type { RingChange } from '../../ring/ring-change.ts';
import type { Flow } from '../../ring/flows.ts';
import type { RingNodeView, RingProgress, RingState } from '../../session/ring-view.ts';

/** What an operator does with a ring of Redis nodes: behind `ringgate ring`. */
export interface RingOperations {
  /** Asks every node, each with a time limit. */
  status(): Promise<RingReport>;
  /** Who owns an id and which nodes have its record. Any text is an id. */
  where(id: string): Promise<PlaceReport>;
  /** What a change would move; touches nothing. @throws {RingRefusal} When the change could not be made. */
  plan(change: RingChange): Promise<PlanReport>;
  /**
   * Makes the change begin: from then on the ring is moving, and every gateway learns of it.
   *
   * @throws {RingRefusal} When nothing was changed, saying what to do.
   */
  begin(change: RingChange, options: BeginOptions): Promise<PlanReport>;
  /**
   * Moves records until the ring is stable again; where another mover has the lease, waits and watches, and goes on when
   * that one is gone.
   *
   * @throws {RingRefusal} When the ring is not moving.
   * @throws When `signal` is aborted: the ring stays in its moving state, and this may be called again.
   */
  move(options: MoveOptions): Promise<MoveSummary>;
  close(): Promise<void>;
}

export interface BeginOptions {
  /** Although there is something in the way that an operator may insist on. */
  readonly force: boolean;
  /** When it is aborted before the change is decided, there is none. */
  readonly signal?: AbortSignal;
}

export interface MoveOptions {
  /** Records a second in all; absent: as fast as the nodes allow. */
  readonly ratePerSecond: number | undefined;
  /** Called a few times a second. */
  readonly onProgress: (progress: MoveProgress) => void;
  readonly signal: AbortSignal;
}

export interface MoveProgress extends RingProgress {
  /** Records a second, lately. */
  readonly ratePerSecond: number;
  /** Nodes that do not answer now, so that moving waits for them. */
  readonly waitingFor: readonly string[];
  /** True while another mover does the work. */
  readonly isWatching: boolean;
}

export interface MoveSummary {
  readonly epoch: number;
  /** Since the change began, by all movers. */
  readonly moved: number;
  /** By this mover, in all passes over the nodes. */
  readonly scanned: number;
  /** Of this call. */
  readonly tookMs: number;
}

export interface RingReport {
  readonly epoch: number;
  readonly state: RingState;
  readonly progress: RingProgress | undefined;
  readonly nodes: readonly RingNodeView[];
}

export interface PlaceReport {
  readonly id: string;
  /** Node ids. `ownerBefore` is the same one in a stable ring. */
  readonly owner: string;
  readonly ownerBefore: string;
  /** Nodes that have a record of this id now. */
  readonly foundOn: readonly string[];
  /** Nodes that did not answer. */
  readonly unreachable: readonly string[];
}

export interface PlanReport {
  readonly change: RingChange;
  /** Of the moving topology. */
  readonly epoch: number;
  /** In the order of the nodes' ids. */
  readonly shares: readonly {
    readonly id: string;
    readonly before: number;
    readonly after: number;
  }[];
  /** Between which nodes keys move, each with about how many records. */
  readonly flows: readonly (Flow & { readonly records: number })[];
  /** About how many records move in all. */
  readonly records: number;
  /** What the operator should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** Why a change was refused, with what to do; nothing was changed. */
export class RingRefusal extends Error {
  override readonly name = 'RingRefusal';
}
