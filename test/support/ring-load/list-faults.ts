import type { Call } from './call.ts';
import type { Endings } from './endings.ts';
import type { Fault } from './fault.ts';
import type { Silence } from './silence.ts';

/** Lists of a user's sessions that are not complete, or have too much (I6). */
export function listFaults(calls: readonly Call[], endings: Endings, silence: Silence): Fault[] {
  const faults: Fault[] = [];
  const strangers = new Map<string, Set<string>>();
  const unseenLogins = new Map<string, number>();
  for (const call of calls) {
    const { action, result } = call;
    if (action.kind !== 'login') continue;
    // One that met a silent node has begun a session elsewhere; the node may begin the first one later.
    const drawn = result.kind === 'unknown' ? 1 : silence.drawsOf(call);
    unseenLogins.set(action.user, (unseenLogins.get(action.user) ?? 0) + drawn);
  }
  for (const call of calls) {
    const { token, result, startedAt, endedAt } = call;
    const user = token?.user;
    if (user === undefined || result.kind !== 'list') continue;
    const blame = (rule: string, session: string, detail: string): void => {
      faults.push({ rule, session, detail, call: call.number });
    };
    const listed = result.sights.map(({ id }) => id);
    const ids = new Set(listed);
    if (ids.size < listed.length) blame('list', token?.session ?? '', 'a session is listed twice');
    const own = endings.sessionsOf(user);
    for (const [session, { signedInAt }] of own) {
      const isThere = signedInAt < startedAt && !endings.sessionMayHaveEnded(session, endedAt);
      if (isThere && !ids.has(session)) blame('list', session, 'a live session is not listed');
      if (ids.has(session) && endings.sessionHasEnded(session, startedAt)) {
        blame('returned', session, 'it is listed after it had ended');
      }
    }
    const unknown = listed.filter((id) => !own.has(id));
    const all = strangers.get(user) ?? new Set();
    for (const id of unknown) all.add(id);
    strangers.set(user, all);
    // Each may come from a login whose answer was never seen, or of which it was the first draw.
    if (all.size > (unseenLogins.get(user) ?? 0)) {
      blame('list', unknown[0] ?? '', `sessions are listed that nobody began: ${[...all].join()}`);
    }
  }
  return faults;
}
