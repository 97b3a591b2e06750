import { postGraphql } from '../load/graphql-post.mjs';
import { logIn } from '../load/log-in.mjs';
import {
  SESSION_QUERY,
  TYPENAME_ANSWER,
  TYPENAME_QUERY,
  sessionAnswer,
} from '../sessions/work.mjs';

const NOBODY = JSON.stringify({ data: { session: null } });

/**
 * What is counted. `run(url, user, turn)` does it once and refuses a wrong answer; `user`: `username`, `password` and
 * the `cookie` of the last login, which `login` renews. In an order in which each finds what it needs.
 */
export const OPERATIONS = [
  {
    name: 'login',
    run: async (url, user) => {
      user.cookie = await logIn(url, user.username, user.password);
    },
  },
  {
    name: 'read',
    run: (url, { username, cookie }) =>
      expectAnswer(url, SESSION_QUERY, cookie, sessionAnswer(username)),
  },
  {
    name: 'write',
    run: (url, { cookie }, turn) =>
      expectAnswer(
        url,
        `mutation { setSessionValue(key: "turn", value: ${turn}) { value(key: "turn") } }`,
        cookie,
        JSON.stringify({ data: { setSessionValue: { value: turn } } }),
      ),
  },
  {
    name: '{ __typename }',
    run: (url, { cookie }) => expectAnswer(url, TYPENAME_QUERY, cookie, TYPENAME_ANSWER),
  },
  {
    name: 'read, forged cookie',
    run: (url, { cookie }) => expectAnswer(url, SESSION_QUERY, forged(cookie), NOBODY),
  },
  {
    name: 'read, no cookie',
    run: (url) => expectAnswer(url, SESSION_QUERY, undefined, NOBODY),
  },
  {
    name: 'logout',
    run: (url, { cookie }) =>
      expectAnswer(url, 'mutation { logout }', cookie, JSON.stringify({ data: { logout: true } })),
  },
];

async function expectAnswer(url, query, cookie, expected) {
  const { status, text } = await postGraphql(url, { query }, cookie);
  if (status !== 200 || text.trimEnd() !== expected) {
    throw new Error(`${url} answered ${status} ${text} to ${query}; right is ${expected}`);
  }
}

/** The cookie with another signature of the same form: signatures are the last part of all that are measured. */
function forged(cookie) {
  const place = cookie.length - 10;
  return `${cookie.slice(0, place)}${cookie[place] === 'A' ? 'B' : 'A'}${cookie.slice(place + 1)}`;
}
