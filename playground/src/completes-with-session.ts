import {
  type Client,
  CloseCode,
  type FormattedExecutionResult,
  type Sink,
  type SubscribePayload,
} from 'graphql-ws';

/**
 * A client whose subscriptions complete when the gateway closes the socket of a session that is over: the event before it
 * has said so, and GraphiQL would show the closing in its place.
 */
export function completesWithSession(client: Client): Client {
  return {
    ...client,
    subscribe<Data, Extensions>(
      payload: SubscribePayload,
      sink: Sink<FormattedExecutionResult<Data, Extensions>>,
    ) {
      let wasTold = false;
      return client.subscribe<Data, Extensions>(payload, {
        next: (result) => {
          wasTold = true;
          sink.next(result);
        },
        error: (error) => {
          if (wasTold && isUnauthorized(error)) sink.complete();
          else sink.error(error);
        },
        complete: () => {
          sink.complete();
        },
      });
    },
  };
}

/** Of what graphql-ws hands on: an error, errors of GraphQL, or the event that closed the socket. */
function isUnauthorized(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === CloseCode.Unauthorized
  );
}
