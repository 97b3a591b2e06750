import type { SubscriptionResolvers } from '../generated/resolver-types.ts';
import type { SessionEvent } from '../../session/session-watch.ts';
import type { ValuesSelection } from '../values-selection.ts';

/** Resolvers of `Subscription`. */
export function subscriptionResolvers(selection: ValuesSelection): SubscriptionResolvers {
  return {
    sessionEvents: {
      subscribe: (_parent, _args, { watchSession }, info) => watchSession(selection.partsOf(info)),
      resolve: (event: SessionEvent) => event,
    },
  };
}
