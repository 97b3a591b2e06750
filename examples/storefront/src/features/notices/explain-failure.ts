import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { errorCodes, outageOf } from '../../gateway/outage.ts';

const explanations: ReadonlyMap<unknown, string> = new Map([
  ['UNAUTHENTICATED', 'you are no longer signed in.'],
  ['SESSION_LIMIT_EXCEEDED', 'there is no room left for it.'],
  ['LOGIN_BUSY', 'too many people are signing in right now. Try again in a few seconds.'],
  ['TOO_MANY_SESSIONS', 'you are signed in on too many devices. Sign out on one of them first.'],
]);

/** Tells a person why something failed and what to do about it. Ends a sentence. */
export function explainFailure(error: unknown): string {
  if (outageOf(error) !== undefined) {
    // Whether a change without an answer was carried out is not known: the answer may be what was lost.
    return 'there was no answer, so it may or may not have worked. It shows once the shop can be reached again.';
  }
  const [code] = CombinedGraphQLErrors.is(error) ? errorCodes(error.errors) : [];
  return explanations.get(code) ?? 'that did not work. Try again.';
}
