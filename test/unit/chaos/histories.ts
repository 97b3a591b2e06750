import type { Episode } from '../../support/chaos/episode.ts';
import { faultNamed } from '../../support/chaos/faults.ts';
import type { Action, Call, Result, Token } from '../../support/ring-load/call.ts';

/** The node of a session is the first letter of its id. */
export function ownerOf(session: string): string {
  return session.slice(0, 1);
}

/** A token that opens a session, of nobody where no user is named. */
export function tokenOf(session: string, user?: string): Token {
  return { name: `token of ${session}`, session, user };
}

/** What a call is made of. */
export interface Sketch {
  readonly at: number;
  /** 1 when absent. */
  readonly tookMs?: number;
  readonly token?: Token;
  readonly action: Action;
  readonly result: Result;
  readonly issued?: Token;
}

/** A history of calls at one gateway, in their order. */
export function historyOf(sketches: readonly Sketch[]): Call[] {
  return sketches.map(({ at, tookMs = 1, token, action, result, issued }, number) => ({
    number,
    gateway: 'g',
    token,
    action,
    startedAt: at,
    endedAt: at + tookMs,
    result,
    issued,
  }));
}

/** The beginning of a session, which sets `k` to `1`. */
export function begun(session: string, at: number): Sketch {
  return {
    at,
    action: { kind: 'set', values: { k: '1' } },
    result: seen(session),
    issued: tokenOf(session),
  };
}

/** A read of a session. */
export function read(session: string, at: number, result: Result = seen(session)): Sketch {
  return { at, token: tokenOf(session), action: { kind: 'read' }, result };
}

/** A session as {@link begun} makes it. */
function seen(id: string): Result {
  return { kind: 'session', sight: { id, version: 1, values: { k: '1' } } };
}

export const unavailable: Result = { kind: 'unknown', why: 'unavailable' };

/** A fault of the node `a` and the gateway `g`: from 100 on, healed at 200, nothing to be seen of it from 210 on. */
export function episodeOf(name: string): Episode {
  return {
    fault: faultNamed(name),
    target: { node: 'a', gateway: 'g' },
    ...{ injectingAt: 99, injectedAt: 100, healingAt: 200, healedAt: 205, usedAgainAt: 210 },
    loss: undefined,
  };
}
