import type { SessionEventResolvers } from '../generated/resolver-types.ts';

/** Resolvers of `SessionEvent`. */
export const sessionEventResolvers: SessionEventResolvers = {
  at: ({ at }) => new Date(at),
};
