import { HttpLink } from '@apollo/client/link/http';

const answerTimeoutMs = 15_000;

/**
 * Queries and mutations.
 *
 * The page and the gateway share an origin: a proxy serves both (`serve.js` here). So the address needs no host, browsers
 * send the HttpOnly cookie by themselves, and no CORS is in play. `include` changes nothing then; with a gateway of
 * another origin the cookie is sent only with it, and only if `RINGGATE_ALLOWED_ORIGINS` names the page's origin.
 */
export function createGatewayHttpLink(): HttpLink {
  return new HttpLink({ uri: '/graphql', credentials: 'include', fetch: fetchInTime });
}

const fetchInTime: typeof fetch = (input, init) => {
  const inTime = AbortSignal.timeout(answerTimeoutMs);
  const signal = init?.signal == null ? inTime : AbortSignal.any([init.signal, inTime]);
  return fetch(input, { ...init, signal });
};
