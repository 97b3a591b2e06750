import type { Placement } from '../ring/placement.ts';
import type {
  NodeState,
  RingNodeView,
  RingProgress,
  RingState,
  RingView,
} from '../session/ring-view.ts';
import { isUnavailable } from '../session/session-error.ts';
import { answerWithin } from './answer-within.ts';
import type { CurrentRing } from './current-ring.ts';
import { progressOf } from './ring-progress.ts';
import { FencedOut } from './fenced-out.ts';
import type { Checkpoint } from './ring-memory.ts';
import type { BreakerState, SessionNode } from './session-node.ts';

/** Under the second that an operator is promised, with room for the rest of the request. */
const longestAnswerMs = 900;

/** What an operator sees of a ring and its nodes. */
export class RingStatus implements RingView {
  readonly #ring: CurrentRing;

  constructor(ring: CurrentRing) {
    this.#ring = ring;
  }

  get epoch(): number {
    return this.#ring.placement.epoch;
  }

  get state(): RingState {
    return this.#ring.placement.isMoving ? 'MOVING' : 'STABLE';
  }

  async progress(): Promise<RingProgress | undefined> {
    const { topology, fence } = this.#ring.placement;
    const checkpoints = await Promise.all(
      (topology.from ?? []).map(({ id }) => checkpointOf(this.#ring.node(id), fence)),
    );
    return progressOf(checkpoints.filter((checkpoint) => checkpoint !== undefined));
  }

  async nodes(): Promise<readonly RingNodeView[]> {
    return Promise.all(placesOf(this.#ring.placement).map((place) => this.#ask(place)));
  }

  async owner(key: string): Promise<RingNodeView> {
    const { placement } = this.#ring;
    const { dst } = placement.owners(key);
    const place = placesOf(placement).find(({ id }) => id === dst);
    if (!place) throw new RangeError(`The ring named a node ${JSON.stringify(dst)} it lacks`);
    return this.#ask(place);
  }

  states(): readonly NodeState[] {
    return this.#ring.placement.members.map(({ id }) => {
      return { id, status: this.#ring.node(id).status };
    });
  }

  /** By the nodes' ids, without asking them. */
  breakers(): ReadonlyMap<string, BreakerState> {
    const { members } = this.#ring.placement;
    return new Map(members.map(({ id }) => [id, this.#ring.node(id).breaker]));
  }

  /** The count comes after the PING, since one going on would slow the other's answer. */
  async #ask(place: Place): Promise<RingNodeView> {
    const node = this.#ring.node(place.id);
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
    return { ...place, kind: node.kind, status, sessions, latencyMs };
  }
}

type Place = Pick<RingNodeView, 'id' | 'weight' | 'points' | 'share'>;

/** Of the nodes that may hold records, in the order of their ids. */
function placesOf({ ring, members }: Placement): readonly Place[] {
  const shares = ring.shares();
  return members.map(({ id, weight, points }) => {
    const share = shares.get(id);
    // Without a share it is of the nodes of before alone: it is being removed.
    return { id, weight, points: share === undefined ? 0 : points, share: share ?? 0 };
  });
}

/** Absent also when the node does not answer in time, or has gone on to another topology. */
async function checkpointOf(node: SessionNode, fence: string): Promise<Checkpoint | undefined> {
  try {
    return await answerWithin(node.ring.readCheckpoint(fence), longestAnswerMs);
  } catch (error) {
    if (isUnavailable(error) || error instanceof FencedOut) return undefined;
    throw error;
  }
}
