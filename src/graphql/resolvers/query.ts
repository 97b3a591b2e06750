import { SessionError } from '../../session/session-error.ts';
import type { QueryResolvers } from '../generated/resolver-types.ts';
import type { ValuesSelection } from '../values-selection.ts';

/** Resolvers of `Query`. */
export function queryResolvers(selection: ValuesSelection): QueryResolvers {
  return {
    session: (_parent, _args, { session }, info) => session.load(selection.partsOf(info)),

    sessions: (_parent, _args, { session }, info) => session.list(selection.partsOf(info)),

    ring: async (_parent, _args, { session, ring }) => {
      const user = await session.requireUser();
      if (user.roles.includes('admin')) return ring;
      throw new SessionError('FORBIDDEN', 'the ring is for users with the role "admin"');
    },
  };
}
