import type { Call } from '../ring-load/call.ts';

/**
 * A history as those see it who look at some sessions only: what concerns none of them is left out, and of what concerns
 * others too their part is.
 *
 * @param isSeen By the id of a session.
 */
export function partOf(calls: readonly Call[], isSeen: (session: string) => boolean): Call[] {
  return calls.flatMap((call) => {
    const part = seenOf(call, isSeen);
    return part ? [part] : [];
  });
}

function seenOf(call: Call, isSeen: (session: string) => boolean): Call | undefined {
  const { token, action, result, issued } = call;
  const isOwn = token !== undefined && isSeen(token.session);
  switch (action.kind) {
    case 'list':
      if (result.kind !== 'list') return isOwn ? call : undefined;
      return {
        ...call,
        result: { kind: 'list', sights: result.sights.filter(({ id }) => isSeen(id)) },
      };
    case 'endOthers':
      // It ends sessions of the user wherever they are; that of the caller may be one that nobody looks at.
      return isOwn || result.kind !== 'none' ? call : undefined;
    case 'revoke':
      return isSeen(action.target) && (isOwn || result.kind !== 'none') ? call : undefined;
    case 'read':
    case 'set':
    case 'increment':
    case 'login':
    case 'logout':
      break;
  }
  const isIssued = issued !== undefined && isSeen(issued.session);
  if (isOwn && issued !== undefined && !isIssued) {
    // Another session was begun in its place.
    return { ...call, issued: undefined, result: { kind: 'none' } };
  }
  if (isOwn) return call;
  // Who may have begun a session counts, also if nobody knows which.
  const isUnseenLogin = action.kind === 'login' && result.kind === 'unknown';
  return isIssued || isUnseenLogin ? { ...call, token: undefined } : undefined;
}
