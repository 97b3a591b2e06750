import type { RingProgressResolvers, RingResolvers } from '../generated/resolver-types.ts';

/** Resolvers of `Ring`; the fields of its nodes are those of the view. */
export const ringResolvers: RingResolvers = {
  progress: async (ring) => (await ring.progress()) ?? null,
  nodes: (ring) => ring.nodes(),
  owner: (ring, { key }) => ring.owner(key),
};

/** Resolvers of `RingProgress`. */
export const ringProgressResolvers: RingProgressResolvers = {
  startedAt: ({ startedAt }) => new Date(startedAt),
};
