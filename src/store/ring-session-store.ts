import type { Placement } from '../ring/placement.ts';
import { SessionError } from '../session/session-error.ts';
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
import { listSessions } from './moving/list-sessions.ts';
import { answerOf, operateOnRecord, type RecordOperation } from './moving/operate-on-record.ts';
import { RingListeners } from './moving/ring-listeners.ts';
import { FencedOut } from './fenced-out.ts';

/** How often an operation begins anew because the ring changed under it; each time by a newer topology. */
const maxAttempts = 10;

/**
 * Sessions over the nodes of a ring: the owner of its id holds a session, and no other node is ever written.
 *
 * In a stable ring each operation is one step on one node. While the ring changes, a record that its owner has not got yet
 * is brought there first, by whoever asks for it (docs/ring-change.md).
 */
export class RingSessionStore implements SessionStore, SessionEvents {
  readonly #ring: CurrentRing;
  readonly #listeners: RingListeners;

  constructor(ring: CurrentRing) {
    this.#ring = ring;
    this.#listeners = new RingListeners(ring);
  }

  /**
   * The node before is not asked: an id that was just drawn is not there. But it has to know the topology, or a gateway
   * that does not would look for the session there, and answer that there is none.
   */
  create(draft: SessionDraft): Promise<CreateOutcome> {
    return this.#attempt(async (placement) => {
      const { dst, src } = placement.owners(draft.id);
      if (src !== undefined) await this.#ring.ensureInstalled(src);
      return this.#ring.node(dst).create(draft, placement.fence);
    });
  }

  load(proof: SessionProof, parts: SessionParts): Promise<LoadOutcome> {
    return this.#operate(proof.id, { at: (node, visit) => node.load(proof, parts, visit) });
  }

  peek(proof: SessionProof, parts: SessionParts): Promise<PeekOutcome> {
    return this.#operate(proof.id, { at: (node, visit) => node.peek(proof, parts, visit) });
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome> {
    return this.#operate(proof.id, {
      at: (node, visit) => node.update(proof, update, parts, visit),
    });
  }

  rotate(proof: SessionProof, rotation: SessionRotation): Promise<RotateOutcome> {
    return this.#operate(proof.id, { at: (node, visit) => node.rotate(proof, rotation, visit) });
  }

  end(id: string, authority: EndAuthority): Promise<EndOutcome> {
    return this.#operate(id, {
      at: (node, visit) => node.end(id, authority, visit),
      ends: { userId: authority.userId },
    });
  }

  list(userId: string, parts: SessionParts): Promise<SessionList> {
    return this.#attempt((placement) => listSessions(this.#ring, placement, userId, parts));
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#listeners.listen(id, onNotice);
  }

  #operate<Outcome extends { readonly state: string }>(
    id: string,
    operation: RecordOperation<Outcome>,
  ): Promise<Outcome> {
    const { placement } = this.#ring;
    const { dst, src } = placement.owners(id);
    if (src !== undefined) return this.#bring(id, operation);
    // In a stable ring nothing but the one step, through as few promises as can be: they are a good part of its cost.
    return operation
      .at(this.#ring.node(dst), { fence: placement.fence })
      .then(answerOf<Outcome>, async (error: unknown) => {
        if (!(error instanceof FencedOut)) throw error;
        await this.#ring.reconcile(error);
        return this.#bring(id, operation);
      });
  }

  /** Where the ring is changing. */
  #bring<Outcome extends { readonly state: string }>(
    id: string,
    operation: RecordOperation<Outcome>,
  ): Promise<Outcome> {
    return this.#attempt((placement) => operateOnRecord(this.#ring, placement, id, operation));
  }

  /**
   * Does something by the placement as it is, and again when a node had another one, or when it was too late.
   *
   * @param act Absent: not done, to be tried again.
   */
  async #attempt<Outcome>(
    act: (placement: Placement) => Promise<Outcome | undefined>,
  ): Promise<Outcome> {
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      try {
        const outcome = await act(this.#ring.placement);
        if (outcome !== undefined) return outcome;
      } catch (error) {
        if (!(error instanceof FencedOut)) throw error;
        await this.#ring.reconcile(error);
      }
    }
    throw new SessionError(
      'SESSION_STORE_UNAVAILABLE',
      'the ring of nodes that hold sessions is changing: try again',
    );
  }
}
