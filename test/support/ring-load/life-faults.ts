import { isLiveBy, type Call } from './call.ts';
import type { Endings } from './endings.ts';
import type { Fault } from './fault.ts';
import type { Silence } from './silence.ts';

/**
 * Live sessions that were not found, and ended ones that answered.
 *
 * @param calls In the order of their answers.
 */
export function lifeFaults(calls: readonly Call[], endings: Endings, silence: Silence): Fault[] {
  const faults: Fault[] = [];
  /** When a token was first seen not to open its session: from then on it never may. */
  const seenDeadAt = new Map<string, number>();
  const blame = (rule: string, call: Call, session: string, detail: string): void => {
    faults.push({ rule, session, detail, call: call.number });
  };
  for (const call of calls) {
    const { token, action, result } = call;
    if (result.kind === 'broken') blame('broken', call, token?.session ?? '', result.why);
    if (token === undefined) continue;
    const isLive = isLiveBy(call);
    if (isLive === false) {
      // A login begins another session also when the node of the old one did not answer: that shows nothing of it.
      const isShown = action.kind !== 'login';
      if (isShown && !seenDeadAt.has(token.name)) seenDeadAt.set(token.name, call.endedAt);
      if (isLost(call, endings, silence)) {
        blame('lost', call, token.session, 'a live session was answered as one that is not there');
      }
    }
    if (isLive === true) {
      if (endings.tokenHasEnded(token, call.startedAt)) {
        blame('returned', call, token.session, 'it answered after it had ended');
      } else if ((seenDeadAt.get(token.name) ?? Infinity) < call.startedAt) {
        blame('returned', call, token.session, 'it answered after it had not been found');
      }
    }
    if (action.kind === 'revoke' && result.kind === 'ended' && !result.ended) {
      const signedInAt = endings.sessionsOf(token.user ?? '').get(action.target)?.signedInAt;
      const wasThere = signedInAt !== undefined && signedInAt < call.startedAt;
      if (wasThere && !endings.sessionMayHaveEnded(action.target, call.endedAt, call)) {
        blame('lost', call, action.target, 'a live session was not found to be revoked');
      }
    }
  }
  return faults;
}

/** Nothing can have ended the session by the end of a call that did not find it. */
function isLost(call: Call, endings: Endings, silence: Silence): boolean {
  const { token, action } = call;
  if (token === undefined || endings.tokenMayHaveEnded(token, call.endedAt, call)) return false;
  if (action.kind !== 'login') return true;
  // A login over another user's session begins another one, as it should, and so does one whose node did not answer.
  const isSame = token.user === undefined || token.user === action.user;
  return isSame && !silence.isMetBy(call);
}
