import { loginMessages } from '../../login/login-messages.ts';
import type { MutationResolvers } from '../generated/resolver-types.ts';
import { recordedEndOfOthers, recordedLogout, recordedRevocation } from '../recorded-endings.ts';
import { recordedLogin } from '../recorded-login.ts';
import type { ValuesSelection } from '../values-selection.ts';

/** Resolvers of `Mutation`. */
export function mutationResolvers(selection: ValuesSelection): MutationResolvers {
  return {
    login: async (_parent, { username, password }, context, info) => {
      const messages = loginMessages(context.request.acceptLanguage);
      const attempt = await recordedLogin(context, username, password);
      switch (attempt.kind) {
        case 'success': {
          const loaded = await context.session.load(selection.partsOf(info));
          return { __typename: 'LoginSuccess', session: loaded ?? attempt.session };
        }
        case 'invalid':
          return { __typename: 'InvalidCredentials', message: messages.invalidCredentials };
        case 'throttled': {
          const retryAfterSeconds = Math.max(1, Math.ceil(attempt.retryAfterMs / 1000));
          const message = messages.throttled(retryAfterSeconds);
          return { __typename: 'LoginThrottled', message, retryAfterSeconds };
        }
      }
    },

    logout: (_parent, _args, context) => recordedLogout(context),

    setSessionValue: (_parent, { key, value, ifVersion }, { session }, info) =>
      // A computed key: `__proto__` becomes an ordinary one.
      session.setValues({ [key]: value }, ifVersion ?? undefined, selection.partsOf(info)),

    setSessionValues: (_parent, { values, ifVersion }, { session }, info) =>
      session.setValues(values, ifVersion ?? undefined, selection.partsOf(info)),

    deleteSessionValue: (_parent, { key, ifVersion }, { session }, info) =>
      session.deleteValue(key, ifVersion ?? undefined, selection.partsOf(info)),

    incrementSessionValue: (_parent, { key, by }, { session }, info) =>
      session.incrementValue(key, by, selection.partsOf(info)),

    revokeSession: (_parent, { id }, context) => recordedRevocation(context, id),

    revokeOtherSessions: (_parent, _args, context) => recordedEndOfOthers(context),
  };
}
