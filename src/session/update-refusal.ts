import { SessionError } from './session-error.ts';
import type { SessionPolicy } from './session-policy.ts';
import type { Found, Missing, UpdateOutcome } from './session-store.ts';
import { tooManyBytes, tooManyValues } from './value-rules.ts';

/** Why a store did not apply a change to a session that is there. */
type Refusal = Exclude<UpdateOutcome, Found | Missing>;

/** The error that tells a client why its change was not applied. */
export function explainRefusal(refusal: Refusal, policy: SessionPolicy): SessionError {
  switch (refusal.state) {
    case 'conflict':
      return new SessionError(
        'VERSION_CONFLICT',
        `the session has version ${refusal.version} by now: read it again and repeat the change`,
      );
    case 'readOnly':
      return new SessionError(
        'FORBIDDEN',
        `the value of ${JSON.stringify(refusal.key)} was set by login and cannot be changed`,
      );
    case 'tooManyValues':
      return tooManyValues(policy);
    case 'tooManyBytes':
      return tooManyBytes(refusal.maxBytes);
    case 'notWhole':
      return new SessionError('BAD_USER_INPUT', 'only a whole number can be incremented');
    case 'outOfRange':
      return new SessionError(
        'BAD_USER_INPUT',
        'the number would pass 2^53 - 1 (9007199254740991) one way or the other',
      );
  }
}
