import type { RingResolvers } from '../generated/resolver-types.ts';

/** Resolvers of `Ring`; the fields of its nodes are those of the view. */
export const ringResolvers: RingResolvers = {
  nodes: (ring) => ring.nodes(),
  owner: (ring, { key }) => ring.owner(key),
};
