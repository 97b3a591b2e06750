import type { BaseContext } from '@apollo/server';
import {
  type GraphQLFormattedError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { hookDone, type OperationHooks } from '../graphql/operation-hooks.ts';

const unavailable = 'SESSION_STORE_UNAVAILABLE';
const retryAfterSeconds = '1';

/**
 * Answers 503 with Retry-After when nothing of an operation could be executed because the session's node did not
 * answer: no field of a query has a value, no field of a mutation was carried out before. Set here, when the answer is about to be sent, and not on the error: `extensions.http` of one field would
 * turn the whole answer, with what the other fields found, into a 503.
 */
export function unavailableStatus(): OperationHooks<BaseContext> {
  return {
    willSendResponse: ({ response, operation }) => {
      if (response.body?.kind === 'single') {
        const { data, errors } = response.body.singleResult;
        if (errors !== undefined && nothingExecuted(operation, data, errors)) {
          response.http.status = 503;
          response.http.headers.set('retry-after', retryAfterSeconds);
        }
      }
      return hookDone;
    },
  };
}

function nothingExecuted(
  operation: OperationDefinitionNode | undefined,
  data: Readonly<Record<string, unknown>> | null | undefined,
  errors: readonly GraphQLFormattedError[],
): boolean {
  const isMutation = operation?.operation === OperationTypeNode.MUTATION;
  // A mutation that failed further down has been carried out: only its result is missing.
  const failures = errors.filter(
    ({ extensions, path }) =>
      extensions?.['code'] === unavailable && (!isMutation || path?.length === 1),
  );
  if (failures.length === 0) return false;
  // A field that must not be null takes the others with it: then the errors are all there is to judge by.
  if (data === null || data === undefined) {
    if (failures.length !== errors.length) return false;
    if (!isMutation) return true;
    // Mutations run in turn: those before the failed one were carried out, those after it never began.
    const first = firstResponseKey(operation);
    return failures.every((error) => error.path?.[0] === first);
  }
  const failedKeys = new Set(failures.map((error) => error.path?.[0]));
  return Object.entries(data).every(([key, value]) => value === null && failedKeys.has(key));
}

/** @returns Absent where a fragment or a directive decides which field is the first: then nothing is claimed. */
function firstResponseKey(operation: OperationDefinitionNode): string | undefined {
  const [first] = operation.selectionSet.selections;
  if (first?.kind !== Kind.FIELD || (first.directives?.length ?? 0) > 0) return undefined;
  return (first.alias ?? first.name).value;
}
