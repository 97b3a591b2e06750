import type { Call, Token } from './call.ts';

/** A call that ended a session or a token, or may have. */
interface Ending {
  readonly call: Call;
  readonly isCertain: boolean;
}

/** What is known of a session's sign-ins. */
interface SignIn {
  readonly user: string;
  readonly startedAt: number;
  /** Absent when no answer said that it worked. */
  readonly endedAt: number | undefined;
}

/** Which calls of a history ended what, for certain or perhaps. */
export class Endings {
  /** By session id. */
  readonly #ofSession = new Map<string, Ending[]>();
  /** By a token's name. */
  readonly #ofToken = new Map<string, Ending[]>();
  readonly #signIns = new Map<string, SignIn[]>();
  readonly #byUser = new Map<string, ReadonlyMap<string, { readonly signedInAt: number }>>();

  constructor(calls: readonly Call[]) {
    for (const call of calls) this.#noteSignIn(call);
    for (const call of calls) this.#noteEnding(call);
  }

  /** The sessions that signed in as a user, by an answer that said so. */
  sessionsOf(user: string): ReadonlyMap<string, { readonly signedInAt: number }> {
    const known = this.#byUser.get(user);
    if (known) return known;
    const found = new Map<string, { readonly signedInAt: number }>();
    for (const [session, signIns] of this.#signIns) {
      const ends = signIns.flatMap((each) =>
        each.user === user && each.endedAt !== undefined ? [each.endedAt] : [],
      );
      if (ends.length > 0) found.set(session, { signedInAt: Math.min(...ends) });
    }
    this.#byUser.set(user, found);
    return found;
  }

  /** Whether something that ends the session was asked for before an instant. @param except A call that does not count. */
  sessionMayHaveEnded(session: string, at: number, except?: Call): boolean {
    return begunBefore(this.#ofSession.get(session), at, except);
  }

  /** Whether an answer before an instant said that the session was ended. */
  sessionHasEnded(session: string, at: number): boolean {
    return certainBefore(this.#ofSession.get(session), at);
  }

  /** As {@link Endings.sessionMayHaveEnded}; a login also ends the token that it came with. */
  tokenMayHaveEnded({ name, session }: Token, at: number, except?: Call): boolean {
    return (
      begunBefore(this.#ofToken.get(name), at, except) ||
      this.sessionMayHaveEnded(session, at, except)
    );
  }

  tokenHasEnded({ name, session }: Token, at: number): boolean {
    return certainBefore(this.#ofToken.get(name), at) || this.sessionHasEnded(session, at);
  }

  #noteSignIn({ action, token, result, startedAt, endedAt }: Call): void {
    if (action.kind !== 'login' || result.kind === 'refused') return;
    const isKnown = result.kind === 'session';
    const session = isKnown ? result.sight.id : token?.session;
    if (session === undefined) return;
    const signIn = { user: action.user, startedAt, endedAt: isKnown ? endedAt : undefined };
    pushTo(this.#signIns, session, signIn);
  }

  #noteEnding(call: Call): void {
    const { action, token, result } = call;
    if (result.kind === 'refused') return;
    const isCertain = result.kind === 'ended' && result.ended;
    switch (action.kind) {
      case 'logout':
        if (token) pushTo(this.#ofSession, token.session, { call, isCertain });
        break;
      case 'revoke':
        pushTo(this.#ofSession, action.target, { call, isCertain });
        break;
      case 'endOthers':
        this.#noteEndingOfOthers(call);
        break;
      case 'login':
        this.#noteRenewal(call, action.user);
        break;
      case 'read':
      case 'set':
      case 'increment':
      case 'list':
        break;
    }
  }

  #noteRenewal(call: Call, user: string): void {
    const { token, result } = call;
    if (token === undefined) return;
    const isRenewed = result.kind === 'session' && result.sight.id === token.session;
    pushTo(this.#ofToken, token.name, { call, isCertain: isRenewed });
    // A login over another user's session ends that one, if its node answers.
    if (!isRenewed && token.user !== undefined && token.user !== user) {
      pushTo(this.#ofSession, token.session, { call, isCertain: false });
    }
  }

  #noteEndingOfOthers(call: Call): void {
    const user = call.token?.user;
    for (const [session, signIns] of this.#signIns) {
      if (session === call.token?.session) continue;
      const own = signIns.filter((each) => each.user === user && each.startedAt <= call.endedAt);
      if (own.length === 0) continue;
      // It must end what was there when it was asked (I6); of what came meanwhile it may end any.
      const wasThere = own.some(({ endedAt }) => endedAt !== undefined && endedAt < call.startedAt);
      pushTo(this.#ofSession, session, {
        call,
        isCertain: wasThere && call.result.kind === 'count',
      });
    }
  }
}

function pushTo<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

function begunBefore(endings: readonly Ending[] = [], at: number, except?: Call): boolean {
  return endings.some(({ call }) => call !== except && call.startedAt <= at);
}

function certainBefore(endings: readonly Ending[] = [], at: number): boolean {
  return endings.some(({ call, isCertain }) => isCertain && call.endedAt < at);
}
