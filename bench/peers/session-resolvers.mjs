import { readFileSync } from 'node:fs';

/** Ringgate's own schema, so that every peer validates and executes the same operations on the same types. */
export const typeDefs = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

/**
 * The part of the schema that the benchmarks use, over a session of express-session's shape
 * (@fastify/session has the same).
 *
 * A login renews the session first, as express-session's documentation does. It compares no password hash:
 * logins are not part of what is measured, and this is in the peers' favour.
 *
 * @param requestOf From the GraphQL context to the request that carries `session`.
 */
export function sessionResolvers(requestOf) {
  return {
    Query: {
      session: (_root, _args, context) => {
        const { session } = requestOf(context);
        return session?.user ? session : null;
      },
    },
    Mutation: {
      login: async (_root, { username, password }, context) => {
        if (password !== process.env.BENCH_PASSWORD) {
          return { __typename: 'InvalidCredentials', message: 'wrong username or password' };
        }
        const request = requestOf(context);
        await finished((done) => request.session.regenerate(done));
        request.session.user = { username, roles: ['admin'] };
        request.session.c_user = 'chenchao';
        request.session.c_card = '123.com';
        return { __typename: 'LoginSuccess', session: request.session };
      },
      logout: async (_root, _args, context) => {
        const request = requestOf(context);
        if (!request.session?.user) return false;
        await finished((done) => request.session.destroy(done));
        return true;
      },
      setSessionValue: (_root, { key, value }, context) => {
        const { session } = requestOf(context);
        session[key] = value;
        return session;
      },
    },
    Session: {
      id: (session) => session.id ?? session.sessionId,
      value: (session, { key }) => session[key] ?? null,
    },
    User: { id: (user) => user.username },
  };
}

function finished(start) {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
