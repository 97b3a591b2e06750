import type { Session, SessionParts } from '../../session/session.ts';
import { recordKey, userIndexKey } from './record-codec.ts';
import { runFenced } from './record-step.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RawReply } from './script-command.ts';
import { decodeSession, readLines, unknownReply } from './session-reply.ts';

/** How many sessions one command describes: a longer one would hold up the others on the server. */
const maxDescribed = 100;

/** A user's live sessions on one node, in no order: one command for the ids, one for each hundred of them. */
export async function listUserSessions(
  connection: RedisConnection,
  userId: string,
  parts: SessionParts,
  fence: string,
): Promise<readonly Session[]> {
  const index = { keys: [userIndexKey(userId)], args: [] };
  const ids = await runFenced(connection, 'list-ids', index, fence, readLines);
  const batches: Promise<readonly Session[]>[] = [];
  for (let start = 0; start < ids.length; start += maxDescribed) {
    batches.push(
      describe(connection, userId, ids.slice(start, start + maxDescribed), parts, fence),
    );
  }
  return (await Promise.all(batches)).flat();
}

function describe(
  connection: RedisConnection,
  userId: string,
  ids: readonly string[],
  parts: SessionParts,
  fence: string,
): Promise<readonly Session[]> {
  const step = {
    keys: [userIndexKey(userId), ...ids.map(recordKey)],
    args: [parts, userId, ...ids],
  };
  return runFenced(connection, 'describe', step, fence, (reply) => {
    if (!Array.isArray(reply)) throw unknownReply(String(reply));
    return ids.flatMap((id, i) => decodeDescribed(id, reply[i] ?? null, parts));
  });
}

/** Reads what `describe.lua` answers of one session; empty when there is none. */
export function decodeDescribed(id: string, reply: RawReply, parts: SessionParts): Session[] {
  const lines = readLines(reply);
  return lines[0] === 'GONE' ? [] : [decodeSession(id, lines, parts)];
}
