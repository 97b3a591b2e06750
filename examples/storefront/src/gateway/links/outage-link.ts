import { ApolloLink } from '@apollo/client';
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { isQueryOperation } from '@apollo/client/utilities';
import { catchError, map, type Observable } from 'rxjs';
import { errorCodes, outageOf, type Outage } from '../outage.ts';

/**
 * Tells by every answer whether the session can be reached.
 *
 * An operation with the context `needsAllNodes` says nothing of this session: a list of all sessions of a user fails when
 * any node is down, while this session may be on another one.
 */
export class OutageLink extends ApolloLink {
  readonly #tell: (outage: Outage | undefined) => void;

  /** @param tell Called with what is the matter, or with nothing once the session was reached. */
  constructor(tell: (outage: Outage | undefined) => void) {
    super();
    this.#tell = tell;
  }

  override request(
    operation: ApolloLink.Operation,
    forward: ApolloLink.ForwardFunction,
  ): Observable<ApolloLink.Result> {
    const isAboutOthers = operation.getContext()['needsAllNodes'] === true;
    const tell = isAboutOthers ? () => undefined : this.#tell;
    return forward(operation).pipe(
      map((result) => {
        if (errorCodes(result.errors).includes('SESSION_STORE_UNAVAILABLE')) {
          const error = new CombinedGraphQLErrors(result);
          // A query becomes an error of the link, so that it is asked again.
          if (isQueryOperation(operation.query)) throw error;
          tell(outageOf(error));
        } else if (tellsOfSession(result.data)) {
          tell(undefined);
        }
        return result;
      }),
      catchError((error: unknown) => {
        const outage = outageOf(error);
        if (outage !== undefined) tell(outage);
        throw error;
      }),
    );
  }
}

/** Whether the store was asked for the session: the shop's operations name it `session`, wherever it comes from. */
function tellsOfSession(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'session' in data;
}
