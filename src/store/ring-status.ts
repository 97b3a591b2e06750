import type { HashRing } from '../ring/hash-ring.ts';
import type { NodeState, RingNodeView, RingView } from '../session/ring-view.ts';
import { isUnavailable } from '../session/session-error.ts';
import { answerWithin } from './answer-within.ts';
import { nodeAt, type NodesById } from './nodes-by-id.ts';
import type { SessionNode } from './session-node.ts';

/** Under the second that an operator is promised, with room for the rest of the request. */
const longestAnswerMs = 900;

/** What an operator sees of a ring and its nodes. */
export class RingStatus implements RingView {
  readonly epoch = 1;
  readonly #ring: HashRing;
  readonly #placements: ReadonlyMap<string, Placement>;

  /** @param nodes Each node of the ring, by its id. */
  constructor(ring: HashRing, nodes: NodesById) {
    const shares = ring.shares();
    this.#ring = ring;
    this.#placements = new Map(
      ring.nodes.map(({ id, weight }) => {
        return [id, { node: nodeAt(nodes, id), weight, share: shares.get(id) ?? 0 }];
      }),
    );
  }

  async nodes(): Promise<readonly RingNodeView[]> {
    return Promise.all([...this.#placements.values()].map(ask));
  }

  async owner(key: string): Promise<RingNodeView> {
    const id = this.#ring.owner(key);
    const placement = this.#placements.get(id);
    if (!placement) throw new RangeError(`The ring named a node ${JSON.stringify(id)} it lacks`);
    return ask(placement);
  }

  states(): readonly NodeState[] {
    return [...this.#placements.values()].map(({ node: { id, status } }) => ({ id, status }));
  }
}

interface Placement {
  readonly node: SessionNode;
  readonly weight: number;
  readonly share: number;
}

/** The count comes after the PING, since one going on would slow the other's answer. */
async function ask({ node, weight, share }: Placement): Promise<RingNodeView> {
  let latencyMs: number | undefined;
  let sessions: number | undefined;
  const answers = async (): Promise<void> => {
    latencyMs = await node.ping();
    sessions = await node.countSessions();
  };
  try {
    await answerWithin(answers(), longestAnswerMs);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
  const status = latencyMs === undefined ? 'DOWN' : 'UP';
  return { id: node.id, kind: node.kind, status, weight, share, sessions, latencyMs };
}
