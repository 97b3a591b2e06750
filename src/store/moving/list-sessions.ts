import type { Placement } from '../../ring/placement.ts';
import type { Session, SessionParts } from '../../session/session.ts';
import type { SessionList } from '../../session/session-store.ts';
import { isUnavailable } from '../../session/session-error.ts';
import type { CurrentRing } from '../current-ring.ts';

/**
 * A user's sessions on all nodes of a placement.
 *
 * While the ring moves all are asked twice: a session that moves from one that was not asked yet to one that was would be
 * missed otherwise. It is on its new node before it leaves the old one, so the second time finds it.
 *
 * @throws {FencedOut} When a node has another topology.
 */
export async function listSessions(
  ring: CurrentRing,
  placement: Placement,
  userId: string,
  parts: SessionParts,
): Promise<SessionList> {
  const found = new Map<string, Session>();
  const unreachable = new Set<string>();
  for (let round = 0; round < (placement.isMoving ? 2 : 1); round += 1) {
    await Promise.all(
      placement.members.map(async ({ id: nodeId }) => {
        try {
          const listed = await ring.node(nodeId).list(userId, parts, placement.fence);
          for (const session of listed) note(found, session, nodeId, placement);
        } catch (error) {
          if (!isUnavailable(error)) throw error;
          unreachable.add(nodeId);
        }
      }),
    );
  }
  return { sessions: [...found.values()], unreachable: [...unreachable] };
}

/** Of two copies the owner's counts: the other one is not written any more. */
function note(
  found: Map<string, Session>,
  session: Session,
  nodeId: string,
  placement: Placement,
): void {
  const { dst, src } = placement.owners(session.id);
  if (nodeId === dst) found.set(session.id, session);
  // A node that was restored from old data may have records that no request would ever find there.
  else if (nodeId === src && !found.has(session.id)) found.set(session.id, session);
}
