import type { UserResolvers } from '../generated/resolver-types.ts';

/** Resolvers of `User`; the other fields are those of the account. */
export const userResolvers: UserResolvers = {
  id: ({ username }) => username,
};
