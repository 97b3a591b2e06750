import type { Owners, Placement } from '../ring/placement.ts';
import { isUnavailable, SessionError } from '../session/session-error.ts';
import type { SessionEvents, SessionNotice, StopListening } from '../session/session-events.ts';
import type { SessionParts } from '../session/session.ts';
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
  SessionStore,
  SessionUpdate,
  UpdateOutcome,
} from '../session/session-store.ts';
import type { CurrentRing } from './current-ring.ts';
import { ListedSessions } from './moving/listed-sessions.ts';
import { RingListeners } from './moving/ring-listeners.ts';
import {
  afterDelivery,
  afterExport,
  afterVisit,
  firstStep,
  type NodeReply,
  type OperationFacts,
  type Step,
} from './moving/visit-steps.ts';
import { FencedOut, type Late, type SessionNode, type Visit } from './session-node.ts';

/** How often an operation begins anew because the ring changed under it; each time it learns of a newer topology. */
const maxAttempts = 10;

/** One operation on one node. */
type Operation<Reply> = (node: SessionNode, visit: Visit) => Promise<Reply>;

/**
 * Sessions over the nodes of a ring: the owner of its id holds a session, and no other node is ever written.
 *
 * In a stable ring each operation is one step on one node. While the ring changes, a record that its owner has not got
 * yet is brought there first, by whoever asks for it first (docs/ring-change.md).
 */
export class RingSessionStore implements SessionStore, SessionEvents {
  readonly #ring: CurrentRing;
  readonly #listeners: RingListeners;

  constructor(ring: CurrentRing) {
    this.#ring = ring;
    this.#listeners = new RingListeners(ring);
  }

  /** Never asks the node before: an id that was just drawn is not there. But nobody may write there by an older topology. */
  create(draft: SessionDraft): Promise<CreateOutcome> {
    return this.#attempt(async ({ owners, fence }) => {
      const { dst, src } = owners(draft.id);
      if (src !== undefined) await this.#ring.ensureInstalled(src);
      return this.#ring.node(dst).create(draft, fence);
    });
  }

  load(proof: SessionProof, parts: SessionParts): Promise<LoadOutcome> {
    return this.#operate(proof.id, (node, visit) => node.load(proof, parts, visit));
  }

  peek(proof: SessionProof, parts: SessionParts): Promise<PeekOutcome> {
    return this.#operate(proof.id, (node, visit) => node.peek(proof, parts, visit));
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome> {
    return this.#operate(proof.id, (node, visit) => node.update(proof, update, parts, visit));
  }

  rotate(proof: SessionProof, rotation: SessionRotation): Promise<RotateOutcome> {
    return this.#operate(proof.id, (node, visit) => node.rotate(proof, rotation, visit));
  }

  end(id: string, authority: EndAuthority): Promise<EndOutcome> {
    return this.#operate(id, (node, visit) => node.end(id, authority, visit), {
      userId: authority.userId,
    });
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#listeners.listen(id, onNotice);
  }

}
