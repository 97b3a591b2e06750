import { ApolloLink } from '@apollo/client';
import { getMainDefinition, isMutationOperation } from '@apollo/client/utilities';
import { Kind } from 'graphql';
import { Observable, Subscription } from 'rxjs';
import type { CookieLock, CookieUse } from '../cookie-lock.ts';
import { hasLiveSession } from '../session-cache.ts';

const renewingFields: ReadonlySet<string> = new Set(['login', 'logout']);

/**
 * Sends whatever may change the session's cookie alone, across all tabs of this browser, and everything else side by
 * side.
 *
 * Why: on a first visit there is no cookie, and the gateway begins a session for every write that comes without one.
 * Two quick clicks would begin two sessions, the later answer's cookie would win, and what the other session keeps
 * would be lost. So the first write is answered before the next one is sent; from then on all of them carry the
 * cookie.
 *
 * A login renews the cookie and the old one is dead at once: what is under way with the old one would read "nobody" or
 * fail `UNAUTHENTICATED`. So a login waits for what is under way, and what comes later waits for the login.
 */
export class CookieLockLink extends ApolloLink {
  readonly #lock: CookieLock;
  readonly #onCookieChange: () => void;

  /** @param onCookieChange Called when something that may have changed the cookie is over, however it ended. */
  constructor(lock: CookieLock, onCookieChange: () => void) {
    super();
    this.#lock = lock;
    this.#onCookieChange = onCookieChange;
  }

  override request(
    operation: ApolloLink.Operation,
    forward: ApolloLink.ForwardFunction,
  ): Observable<ApolloLink.Result> {
    return new Observable((observer) => {
      const turn = new Subscription();
      const send = (use: CookieUse): Promise<void> =>
        new Promise((release) => {
          turn.add(release);
          if (turn.closed) return;
          if (use === 'exclusive') turn.add(this.#onCookieChange);
          turn.add(forward(operation).subscribe(observer));
        });
      this.#inTurn(operation, send).catch((error: unknown) => {
        observer.error(error);
      });
      return turn;
    });
  }

  async #inTurn(
    operation: ApolloLink.Operation,
    send: (use: CookieUse) => Promise<void>,
  ): Promise<void> {
    const use = cookieUse(operation);
    const isSent = await this.#lock(use, async () => {
      // While it waited, the write before it may have begun the session, or somebody may have ended it.
      if (cookieUse(operation) !== use) return false;
      await send(use);
      return true;
    });
    if (!isSent) await this.#inTurn(operation, send);
  }
}

function cookieUse({ query, client }: ApolloLink.Operation): CookieUse {
  if (!isMutationOperation(query)) return 'shared';
  const renews = getMainDefinition(query).selectionSet.selections.some(
    (selection) => selection.kind === Kind.FIELD && renewingFields.has(selection.name.value),
  );
  return renews || !hasLiveSession(client.cache) ? 'exclusive' : 'shared';
}
