import type { Placement } from '../../ring/placement.ts';
import { isUnavailable } from '../../session/session-error.ts';
import { answerWithin } from '../answer-within.ts';
import type { CurrentRing } from '../current-ring.ts';
import { inspectNode } from '../redis/node-inspection.ts';
import { RedisSessionNode } from '../redis/redis-session-node.ts';
import type { SessionNode } from '../session-node.ts';
import type { Obstacle } from './obstacles.ts';

const longestAnswerMs = 900;

/** What the members say before a change. */
export interface MemberSurvey {
  readonly obstacles: readonly Obstacle[];
  /** Sessions on each that answered. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Asks all members; writes nothing. */
export async function surveyMembers(ring: CurrentRing): Promise<MemberSurvey> {
  const { members }: Placement = ring.placement;
  const counts = new Map<string, number>();
  const obstacles: Obstacle[] = [];
  await Promise.all(
    members.map(async ({ id, url }) => {
      const count = await answerOf(ring.node(id));
      if (count !== undefined) counts.set(id, count);
      else {
        obstacles.push({
          kind: 'passing',
          text: `the node ${id} (${url}) does not answer; bring it back first (every member has to learn of a change before it begins)`,
        });
      }
    }),
  );
  return { obstacles, counts };
}

/** A node that gets keys must keep them. @returns An obstacle for each that may not. */
export async function evictionObstacles(
  nodes: readonly SessionNode[],
): Promise<readonly Obstacle[]> {
  const found = nodes.map(async (node): Promise<readonly Obstacle[]> => {
    if (!(node instanceof RedisSessionNode) || node.status === 'DOWN') return [];
    const { evictionPolicy } = await inspectNode(node);
    if (evictionPolicy === undefined || evictionPolicy === 'noeviction') return [];
    return [
      {
        kind: 'forced',
        text: `the node ${node.id} has maxmemory-policy ${evictionPolicy}, so it drops sessions when its memory is full; set it to noeviction, or insist with --force`,
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

async function answerOf(node: SessionNode): Promise<number | undefined> {
  try {
    return await answerWithin(node.countSessions(), longestAnswerMs);
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
