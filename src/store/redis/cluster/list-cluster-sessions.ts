import type { Session, SessionParts } from '../../../session/session.ts';
import { recordKey } from '../record-codec.ts';
import { decodeDescribed } from '../list-user-sessions.ts';
import type { ClusterCommands } from './cluster-commands.ts';
import type { ClusterUserIndex, IndexEntry } from './cluster-user-index.ts';

/** How many sessions are described at once: more would hold up the requests of others. */
const describedAtOnce = 100;

/**
 * A user's live sessions on a Redis Cluster, in no order: one command for the ids, one for each of them.
 *
 * Rejects when any of them does not answer: a part of the list is never taken for all of it (I6).
 */
export async function listClusterSessions(
  cluster: ClusterCommands,
  index: ClusterUserIndex,
  userId: string,
  parts: SessionParts,
): Promise<readonly Session[]> {
  const entries = await index.list(userId);
  const sessions: Session[] = [];
  const unused: IndexEntry[] = [];
  for (let start = 0; start < entries.length; start += describedAtOnce) {
    const batch = entries.slice(start, start + describedAtOnce);
    const found = await Promise.all(
      batch.map(({ id }) =>
        cluster.run('describe-one', [recordKey(id)], [parts, userId], (reply) =>
          decodeDescribed(id, reply, parts),
        ),
      ),
    );
    sessions.push(...found.flat());
    unused.push(...batch.filter((_entry, place) => found[place]?.length === 0));
  }
  await index.dropUnused(userId, unused);
  return sessions;
}
