import { isUnavailable } from '../../session/session-error.ts';
import { answerWithin } from '../answer-within.ts';
import type { CurrentRing } from '../current-ring.ts';
import { FencedOut } from '../fenced-out.ts';
import type { PlaceReport } from './ring-operations.ts';

const longestAnswerMs = 900;
/** A node is brought up to date, or brings us up to date, in between. */
const maxLooks = 3;

/** Looks for a record on all members. */
export async function placeReport(ring: CurrentRing, id: string): Promise<PlaceReport> {
  const { placement } = ring;
  const foundOn: string[] = [];
  const unreachable: string[] = [];
  await Promise.all(
    placement.members.map(async (member) => {
      const hasRecord = await answerWithin(looksFor(ring, member.id, id), longestAnswerMs);
      if (hasRecord === true) foundOn.push(member.id);
      if (hasRecord === undefined) unreachable.push(member.id);
    }),
  );
  return {
    id,
    owner: placement.owners(id).dst,
    ownerBefore: placement.ownerBefore(id),
    foundOn: foundOn.sort(),
    unreachable: unreachable.sort(),
  };
}

/** @returns Absent when the node does not answer. */
async function looksFor(
  ring: CurrentRing,
  nodeId: string,
  id: string,
): Promise<boolean | undefined> {
  for (let look = 0; look < maxLooks; look++) {
    try {
      const { state } = await ring.node(nodeId).moves.exportRecord(id, ring.placement.fence);
      return state === 'copied';
    } catch (error) {
      if (isUnavailable(error)) return undefined;
      if (!(error instanceof FencedOut)) throw error;
      await ring.reconcile(error).catch(() => undefined);
    }
  }
  return undefined;
}
