/** The key under which a {@link SessionSight} has the name of who is signed in. */
export const userKey = '$user';

/** A session as an answer shows it: all of it, as it was at one version. */
export interface SessionSight {
  readonly id: string;
  readonly version: number;
  /** Values by key, and the user. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** What one cookie opens. */
export interface Token {
  /** Tells it from the others in a history; no credential. */
  readonly name: string;
  readonly session: string;
  /** Who is signed in with it; absent when anonymous. */
  readonly user: string | undefined;
}

/** What was asked for. */
export type Action =
  | { readonly kind: 'read' }
  /** Texts that no other call sets. */
  | { readonly kind: 'set'; readonly values: Readonly<Record<string, string>> }
  /** By 1. */
  | { readonly kind: 'increment'; readonly key: string }
  | { readonly kind: 'login'; readonly user: string }
  /** `endOthers`: all other sessions of the user. */
  | { readonly kind: 'logout' | 'list' | 'endOthers' }
  | { readonly kind: 'revoke'; readonly target: string };

/** What came of it. */
export type Result =
  | { readonly kind: 'session'; readonly sight: SessionSight }
  /** There is no live session, says the answer, or nobody is signed in. Nothing was done. */
  | { readonly kind: 'none' }
  /** Of `logout` and `revoke`. */
  | { readonly kind: 'ended'; readonly ended: boolean }
  /** Of `endOthers`. */
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'list'; readonly sights: readonly SessionSight[] }
  /** It may have been done, may still be, or not. */
  | { readonly kind: 'unknown'; readonly why: string }
  /** For certain nothing was done. */
  | { readonly kind: 'refused'; readonly why: string }
  /** An answer that nobody may ever get. */
  | { readonly kind: 'broken'; readonly why: string };

/** One request with its answer, as the client saw it. */
export interface Call {
  /** Counts calls in the order of their beginnings. */
  readonly number: number;
  readonly gateway: string;
  /** What it came with; absent without a cookie. */
  readonly token: Token | undefined;
  readonly action: Action;
  /** Milliseconds of one clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly result: Result;
  /** What the answer's cookie opens; absent when it set none. */
  readonly issued: Token | undefined;
}

/** Whether a call changes a session, if it is carried out. */
export function isChange({ action: { kind } }: Call): boolean {
  return kind === 'set' || kind === 'increment' || kind === 'login';
}

/** Whether an answer shows that the call's token opens its session: absent when it shows neither. */
export function isLiveBy({ token, action, result }: Call): boolean | undefined {
  switch (result.kind) {
    case 'session':
      return result.sight.id === token?.session;
    case 'none':
      return false;
    case 'ended':
      // Whoever revokes another session has one.
      return action.kind === 'logout' ? result.ended : true;
    case 'count':
    case 'list':
      return true;
    case 'unknown':
    case 'refused':
    case 'broken':
      return undefined;
  }
}

/** Every session that an answer shows. */
export function sightsOf({ result }: Call): readonly SessionSight[] {
  if (result.kind === 'session') return [result.sight];
  return result.kind === 'list' ? result.sights : [];
}
