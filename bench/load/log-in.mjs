import { postGraphql } from './graphql-post.mjs';

const LOGIN =
  'mutation ($username: String!, $password: String!) { login(username: $username, password: $password) { __typename } }';

/** Logins under way at once; a gateway may verify one password at a time. */
const PARALLEL = 4;

/** @returns The Cookie header of a user who has just signed in. */
export async function logIn(url, username, password) {
  const variables = { username, password };
  const answer = await postGraphql(url, { query: LOGIN, variables });
  const cookie = answer.setCookies.at(-1)?.split(';')[0];
  if (!answer.text.includes('"LoginSuccess"') || cookie === undefined) {
    throw new Error(`login of ${username} at ${url} answered ${answer.status} ${answer.text}`);
  }
  return cookie;
}

/** @returns The Cookie headers, in the order of the users. */
export async function logInAll(url, { usernames, password }) {
  const cookies = [];
  const waiting = usernames.entries();
  const worker = async () => {
    // All workers draw from the one iterator.
    for (const [index, username] of waiting) {
      cookies[index] = await logIn(url, username, password);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return cookies;
}
