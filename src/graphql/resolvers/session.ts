import { idleDeadlineAt } from '../../session/deadlines.ts';
import type { Session, SessionValues } from '../../session/session.ts';
import type { SessionResolvers } from '../generated/resolver-types.ts';

/** Resolvers of `Session`. */
export const sessionResolvers: SessionResolvers = {
  user: (session, _args, context) => context.session.userOf(session) ?? null,

  values: (session) => {
    const entries: [string, unknown][] = [];
    for (const [key, text] of valuesOf(session)) entries.push([key, JSON.parse(text)]);
    // Defines properties, so that `__proto__` is an ordinary key.
    return Object.fromEntries(entries);
  },

  value: (session, { key }) => {
    const text = valuesOf(session).get(key);
    return text === undefined ? null : (JSON.parse(text) as unknown);
  },

  createdAt: ({ createdAt }) => new Date(createdAt),
  authenticatedAt: ({ login }) => (login === undefined ? null : new Date(login.authenticatedAt)),
  lastSeenAt: ({ lastSeenAt }) => new Date(lastSeenAt),
  idleExpiresAt: (session) => new Date(idleDeadlineAt(session)),
  expiresAt: ({ absoluteDeadlineAt }) => new Date(absoluteDeadlineAt),
  current: ({ id }, _args, { session }) => id === session.currentId,
  device: ({ client }) => client.device ?? null,
  address: ({ client }) => client.address ?? null,
};

function valuesOf(session: Session): SessionValues {
  if (session.values === undefined) throw new Error('the session was loaded without its values');
  return session.values;
}
