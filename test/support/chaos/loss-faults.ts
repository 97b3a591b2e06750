import { isLiveBy, type Call } from '../ring-load/call.ts';
import { checkHistory } from '../ring-load/check-history.ts';
import type { Fault } from '../ring-load/fault.ts';
import { knownSessions } from '../ring-load/known-sessions.ts';
import type { Silence } from '../ring-load/silence.ts';
import type { OwnerOf } from './episode.ts';
import type { Loss } from './loss.ts';
import { partOf } from './part-of-history.ts';

/** What a history shows that some nodes did not live through. */
export interface LossReport {
  readonly faults: readonly Fault[];
  /** Ids, as {@link knownSessions} has them, of sessions that the losses left as they are. */
  readonly live: readonly string[];
  readonly ended: readonly string[];
}

/**
 * Everything in a history that must never happen, where some nodes forgot what had been done since an instant: nothing
 * may be wrong before; nothing may be wrong with the sessions of any other node; and those of a node that forgot are as
 * they were at that instant, as if nothing had been asked from then until it died.
 *
 * @param losses At most one of each node.
 */
export function lossFaults(
  calls: readonly Call[],
  losses: readonly Loss[],
  { ownerOf, silence }: { readonly ownerOf: OwnerOf; readonly silence: Silence },
): LossReport {
  const firstAt = Math.min(...losses.map(({ killedAt }) => killedAt));
  const forgetful = new Set(losses.map(({ node }) => node));
  const others = partOf(calls, (session) => !forgetful.has(ownerOf(session)));
  const parts = losses.map((loss) => remembered(calls, loss, ownerOf));
  const known = [others, ...parts.map((part) => part.calls)].map((part) => knownSessions(part));
  return {
    faults: [
      ...checkHistory(until(calls, firstAt), silence),
      ...checkHistory(others, silence),
      ...parts.flatMap((part) => [...part.faults, ...checkHistory(part.calls, silence)]),
    ],
    live: known.flatMap(({ live }) => live),
    ended: known.flatMap(({ ended }) => ended),
  };
}

/** What was known at an instant: of calls under way then no answer. */
function until(calls: readonly Call[], at: number): Call[] {
  return calls.flatMap((call): Call[] => {
    if (call.startedAt > at) return [];
    if (call.endedAt < at) return [call];
    return [{ ...call, issued: undefined, result: { kind: 'unknown', why: 'under way' } }];
  });
}

/** A node's history without what it forgot, and sessions and logins that it should have forgotten but did not. */
function remembered(
  calls: readonly Call[],
  loss: Loss,
  ownerOf: OwnerOf,
): { readonly calls: readonly Call[]; readonly faults: Fault[] } {
  const { node, killedAt } = loss;
  const { startedAt: keptUntil, endedAt: lostFrom } = loss.copied ?? {
    startedAt: -Infinity,
    endedAt: -Infinity,
  };
  const doubtful = new Set<string>();
  const lostTokens = new Set<string>();
  const kept: Call[] = [];
  const faults: Fault[] = [];
  for (const call of [...calls].sort((one, other) => one.startedAt - other.startedAt)) {
    const { token, issued, startedAt, endedAt } = call;
    const isWholly = startedAt > lostFrom && endedAt < killedAt;
    const isKept = endedAt < keptUntil || startedAt > killedAt;
    if (!isWholly && !isKept) {
      // Whether it was done before or after the copy, or the death, nobody can tell.
      for (const session of concernedBy(call, calls)) doubtful.add(session);
      continue;
    }
    if (isWholly) {
      if (issued) lostTokens.add(issued.name);
      continue;
    }
    if (token === undefined || !lostTokens.has(token.name)) {
      kept.push(call);
      continue;
    }
    const isBack = ownerOf(token.session) === node && !doubtful.has(token.session);
    if (isBack && call.action.kind !== 'login' && isLiveBy(call) === true) {
      const detail = `${token.name} opens a session that ${node} forgot`;
      faults.push({ rule: 'remembered', session: token.session, detail, call: call.number });
    }
    // For the node it is somebody without a session; of other nodes nothing is looked at here.
    if (issued) kept.push({ ...call, token: undefined });
    else if (call.action.kind === 'login' || call.result.kind === 'list') kept.push(call);
  }
  const isSeen = (session: string): boolean => ownerOf(session) === node && !doubtful.has(session);
  return { calls: partOf(kept, isSeen), faults };
}

/** The sessions that a call may have changed or ended. */
function concernedBy({ token, issued, action }: Call, calls: readonly Call[]): string[] {
  const ofUser =
    action.kind === 'endOthers'
      ? calls.flatMap((each) =>
          each.issued?.user !== undefined && each.issued.user === token?.user
            ? [each.issued.session]
            : [],
        )
      : [];
  return [
    ...ofUser,
    ...[token?.session, issued?.session].flatMap((session) => session ?? []),
    ...(action.kind === 'revoke' ? [action.target] : []),
  ];
}
