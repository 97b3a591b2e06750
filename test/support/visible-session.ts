import type { SessionLogin } from '../../src/session/session.ts';

/** What a caller sees of a session, but for instants: what a store and its model are compared by. */
export interface VisibleSession {
  readonly id: string;
  readonly version: number;
  readonly userId: string | undefined;
  readonly credentialVersion: string | undefined;
  /** Sorted by key; absent when only the metadata was asked for. */
  readonly values: readonly (readonly [key: string, text: string])[] | undefined;
}

/** Shows the session of a store or of the model. */
export function visibleSession(
  session: {
    readonly id: string;
    readonly version: number;
    readonly login: Pick<SessionLogin, 'userId' | 'credentialVersion'> | undefined;
  },
  values: Iterable<readonly [string, string]> | undefined,
): VisibleSession {
  return {
    id: session.id,
    version: session.version,
    userId: session.login?.userId,
    credentialVersion: session.login?.credentialVersion,
    values: values && [...values].sort(),
  };
}

/** Orders by id. */
export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
