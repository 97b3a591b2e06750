import type { SessionParts, Session } from '../session/session.ts';
import type {
  CreateOutcome,
  EndAuthority,
  EndOutcome,
  LoadOutcome,
  Missing,
  PeekOutcome,
  RotateOutcome,
  SessionDraft,
  SessionProof,
  SessionRotation,
  SessionUpdate,
  UpdateOutcome,
} from '../session/session-store.ts';
import type { Delivery } from './record-moves.ts';

/** What requests do, as in {@link SessionStore}, on one node. */
export interface SessionSteps {
  create(draft: SessionDraft, fence: string): Promise<CreateOutcome>;
  load(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<LoadOutcome>>;
  peek(proof: SessionProof, parts: SessionParts, visit: Visit): Promise<AtNode<PeekOutcome>>;
  update(
    proof: SessionProof,
    update: SessionUpdate,
    parts: SessionParts,
    visit: Visit,
  ): Promise<AtNode<UpdateOutcome>>;
  rotate(
    proof: SessionProof,
    rotation: SessionRotation,
    visit: Visit,
  ): Promise<AtNode<RotateOutcome>>;
  /** The tombstone outlives every copy that the record may have left on its node of before. */
  end(id: string, authority: EndAuthority, visit: Visit): Promise<AtNode<EndOutcome>>;
  /** The sessions in a user's index on this node, in no order. */
  list(userId: string, parts: SessionParts, fence: string): Promise<readonly Session[]>;
}

/** With what a step comes to a node. */
export interface Visit {
  /** Of the caller's topology, as in {@link Placement.fence}. */
  readonly fence: string;
  /** A record to put there first, in the same step, unless there is one, or a tombstone. */
  readonly delivery?: Delivery;
}

/** Neither record nor tombstone. `at`: Unix milliseconds by the node's clock. */
export interface Absent {
  readonly state: 'gone';
  readonly at: number;
}

/** The delivery came too late, so nothing was done. */
export interface Late {
  readonly state: 'late';
}

/** What a step answers on one node; `late` only when it came with a delivery. */
export type AtNode<Outcome> =
  Exclude<Outcome, Missing> | { readonly state: 'ended' | 'rotated' } | Absent | Late;
