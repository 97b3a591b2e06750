import type { BaseContext } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { OperationHooks } from '../graphql/operation-hooks.ts';

const unavailable = 'SESSION_STORE_UNAVAILABLE';
const retryAfterSeconds = '1';

/**
 * Answers 503 with Retry-After when nothing of an operation could be executed because the session's node did not
 * answer. Set here, when the answer is about to be sent, and not on the error: `extensions.http` of one field would
 * turn the whole answer, with what the other fields found, into a 503.
 */
export function unavailableStatus(): OperationHooks<BaseContext> {
  return {
    willSendResponse: ({ response }) => {
      if (response.body?.kind === 'single') {
        const { data, errors } = response.body.singleResult;
        if (errors !== undefined && everyRootFieldFailed(data, errors)) {
          response.http.status = 503;
          response.http.headers.set('retry-after', retryAfterSeconds);
        }
      }
      return done;
    },
  };
}

const done = Promise.resolve();

function everyRootFieldFailed(
  data: Readonly<Record<string, unknown>> | null | undefined,
  errors: readonly GraphQLFormattedError[],
): boolean {
  const failures = errors.filter((error) => error.extensions?.['code'] === unavailable);
  if (failures.length === 0) return false;
  // A field that must not be null takes the others with it: then the errors are all there is to judge by.
  if (data === null || data === undefined) return failures.length === errors.length;
  const failedKeys = new Set(failures.map((error) => error.path?.[0]));
  return Object.entries(data).every(([key, value]) => value === null && failedKeys.has(key));
}
