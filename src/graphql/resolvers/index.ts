import { GraphQLDateTime } from 'graphql-scalars';
import type { Resolvers } from '../generated/resolver-types.ts';
import { JsonObjectScalar, JsonScalar } from '../json-scalars.ts';
import { ValuesSelection } from '../values-selection.ts';
import { mutationResolvers } from './mutation.ts';
import { queryResolvers } from './query.ts';
import { ringProgressResolvers, ringResolvers } from './ring.ts';
import { sessionEventResolvers } from './session-event.ts';
import { sessionResolvers } from './session.ts';
import { subscriptionResolvers } from './subscription.ts';
import { userResolvers } from './user.ts';

/** All resolvers of `schema.graphql`; fields without one are read from the model by their name. */
export function makeResolvers(): Resolvers {
  const selection = new ValuesSelection();
  return {
    Query: queryResolvers(selection),
    Mutation: mutationResolvers(selection),
    Subscription: subscriptionResolvers(selection),
    Session: sessionResolvers,
    SessionEvent: sessionEventResolvers,
    User: userResolvers,
    Ring: ringResolvers,
    RingProgress: ringProgressResolvers,
    DateTime: GraphQLDateTime,
    JSON: JsonScalar,
    JSONObject: JsonObjectScalar,
  };
}
