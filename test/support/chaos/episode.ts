import type { Call } from '../ring-load/call.ts';
import { silenceMs, type Silence } from '../ring-load/silence.ts';
import type { FaultRow, Target } from './chaos-fault.ts';
import type { Loss } from './loss.ts';
import { MachineLateness } from './machine-lateness.ts';

/** A fault as it was done. Instants are by `performance.now`. */
export interface Episode {
  readonly fault: FaultRow;
  readonly target: Target;
  readonly injectingAt: number;
  /** From then on it is there for certain, */
  readonly injectedAt: number;
  /** until then; */
  readonly healingAt: number;
  readonly healedAt: number;
  /** and from then on nothing may be seen of it. */
  readonly usedAgainAt: number;
  readonly loss: Loss | undefined;
}

/** Which node holds a session. */
export type OwnerOf = (session: string) => string;

/** Whether a call goes where the fault is, whenever that was. */
export function meets({ fault, target }: Episode, call: Call, ownerOf: OwnerOf): boolean {
  const isThere = fault.reach === 'node' || call.gateway === target.gateway;
  if (fault.reach === 'gateway' || !isThere) return isThere;
  const nodes = nodesOf(call, ownerOf);
  return nodes === 'all' || nodes.includes(target.node);
}

/** Whether a call went on while something could be seen of a fault. */
export function isAround({ injectingAt, usedAgainAt }: Episode, call: Call): boolean {
  return call.startedAt <= usedAgainAt && call.endedAt >= injectingAt;
}

/** Whether a fault was there from a call's beginning to its end. */
export function isWithin({ injectedAt, healingAt }: Episode, call: Call): boolean {
  return call.startedAt >= injectedAt && call.endedAt <= healingAt;
}

/** Whether a call may begin a session, or did: on another node, if its own does not answer. */
export function canDraw({ token, action: { kind }, issued }: Call): boolean {
  return token === undefined || kind === 'login' || issued !== undefined;
}

/** Which calls met a node that did not answer, by what was done to them. @param lateness Of the machine itself. */
export function silenceOf(
  episodes: readonly Episode[],
  ownerOf: OwnerOf,
  lateness = new MachineLateness(),
): Silence {
  return {
    isMetBy: (call) =>
      lateness.mayExplain(call) ||
      episodes.some((each) => isAround(each, call) && meets(each, call, ownerOf)),
    // A draw that was not answered may have been made; which nodes it met is not known.
    drawsOf: (login) =>
      lateness.mayExplain(login) || episodes.some((each) => isAround(each, login))
        ? Math.max(1, Math.floor((login.endedAt - login.startedAt) / silenceMs))
        : 0,
  };
}

/** The nodes that have to answer for a call to be answered. */
function nodesOf({ token, action }: Call, ownerOf: OwnerOf): readonly string[] | 'all' {
  if (action.kind === 'list' || action.kind === 'endOthers') return 'all';
  const sessions = [
    ...(token ? [token.session] : []),
    ...(action.kind === 'revoke' ? [action.target] : []),
  ];
  return sessions.map((session) => ownerOf(session));
}
