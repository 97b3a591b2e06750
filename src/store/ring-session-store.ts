import type { HashRing } from '../ring/hash-ring.ts';
import { isUnavailable } from '../session/session-error.ts';
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
import { nodeAt, type NodesById } from './nodes-by-id.ts';
import type { SessionNode } from './session-node.ts';

/** Sessions over the nodes of a ring: the owner of its id holds a session, and no other node is ever asked for it. */
export class RingSessionStore implements SessionStore, SessionEvents {
  readonly #ring: HashRing;
  readonly #nodes: NodesById;

  /** @param nodes Each node of the ring, by its id. */
  constructor(ring: HashRing, nodes: NodesById) {
    for (const { id } of ring.nodes) nodeAt(nodes, id);
    this.#ring = ring;
    this.#nodes = nodes;
  }

  create(draft: SessionDraft): Promise<CreateOutcome> {
    return this.#owner(draft.id).create(draft);
  }

  load(proof: SessionProof, parts: SessionParts): Promise<LoadOutcome> {
    return this.#owner(proof.id).load(proof, parts);
  }

  peek(proof: SessionProof, parts: SessionParts): Promise<PeekOutcome> {
    return this.#owner(proof.id).peek(proof, parts);
  }

  update(proof: SessionProof, update: SessionUpdate, parts: SessionParts): Promise<UpdateOutcome> {
    return this.#owner(proof.id).update(proof, update, parts);
  }

  rotate(proof: SessionProof, rotation: SessionRotation): Promise<RotateOutcome> {
    return this.#owner(proof.id).rotate(proof, rotation);
  }

  end(id: string, authority: EndAuthority): Promise<EndOutcome> {
    return this.#owner(id).end(id, authority);
  }

  listen(id: string, onNotice: (notice: SessionNotice) => void): Promise<StopListening> {
    return this.#owner(id).listen(id, onNotice);
  }

  async list(userId: string, parts: SessionParts): Promise<SessionList> {
    const lists = await Promise.all(
      [...this.#nodes.values()].map((node) => listOn(node, userId, parts)),
    );
    return {
      sessions: lists.flatMap(({ sessions }) => sessions),
      unreachable: lists.flatMap(({ unreachable }) => unreachable),
    };
  }

  #owner(id: string): SessionNode {
    return nodeAt(this.#nodes, this.#ring.owner(id));
  }
}

async function listOn(
  node: SessionNode,
  userId: string,
  parts: SessionParts,
): Promise<SessionList> {
  try {
    return await node.list(userId, parts);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return { sessions: [], unreachable: [node.id] };
  }
}
