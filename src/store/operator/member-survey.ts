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

/**
 * A database that the ring has as two nodes works as long as nothing changes; but what the one owns, the other one would be
 * swept of.
 *
 * @returns An obstacle for each node whose database another one has.
 */
export async function twinObstacles(nodes: readonly SessionNode[]): Promise<readonly Obstacle[]> {
  const databases = await Promise.all(nodes.map(databaseOf));
  return nodes.flatMap(({ id }, at): readonly Obstacle[] => {
    const database = databases[at];
    const first = database === undefined ? at : databases.indexOf(database);
    if (first === at) return [];
    return [
      {
        kind: 'final',
        text: `the nodes ${nodes[first]?.id ?? ''} and ${id} are one database: what one of them owns, a change would delete as left behind on the other; such a ring cannot be changed, make a new one whose nodes have a database each`,
      },
    ];
  });
}

/** Absent also when it cannot be asked. */
async function databaseOf(node: SessionNode): Promise<string | undefined> {
  if (!(node instanceof RedisSessionNode) || node.status === 'DOWN') return undefined;
  return (await inspectNode(node)).database;
}

async function answerOf(node: SessionNode): Promise<number | undefined> {
  try {
    return await answerWithin(node.countSessions(), longestAnswerMs);
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
