import { knownPassword } from './known-users.ts';
import type { Answer, Browser, SessionAnswer } from './graphql-client.ts';

/** Reads all that the tests look at. */
export const readQuery = '{ session { id user { username } values version } }';

export const loginMutation = `mutation ($username: String!, $password: String!) {
  login(username: $username, password: $password) {
    __typename
    ... on LoginSuccess { session { id user { username } values version } }
    ... on InvalidCredentials { message }
    ... on LoginThrottled { message retryAfterSeconds }
  }
}`;

const setMutation = `mutation ($key: String!, $value: JSON!, $ifVersion: Int) {
  setSessionValue(key: $key, value: $value, ifVersion: $ifVersion) { id values version }
}`;

/** Logs in, well or not. */
export function logIn(
  browser: Browser,
  username: string,
  password = knownPassword,
): Promise<Answer> {
  return browser.ask(loginMutation, { variables: { username, password } });
}

/** Logs in; fails the test when that did not work. @returns The session. */
export async function signedIn(browser: Browser, username: string): Promise<SessionAnswer> {
  const answer = await logIn(browser, username);
  const session = answer.data?.login?.session;
  if (session === undefined) throw new Error(`The login did not work: ${answer.text}`);
  return session;
}

/** Sets a value. */
export function setValue(
  browser: Browser,
  key: string,
  value: unknown,
  ifVersion?: number,
): Promise<Answer> {
  return browser.ask(setMutation, { variables: { key, value, ifVersion } });
}

/** The session that a browser has, as it reads it now; null without one. */
export async function sessionOf(browser: Browser): Promise<SessionAnswer | null> {
  const answer = await browser.ask(readQuery);
  if (answer.data?.session === undefined) throw new Error(`Not to be read: ${answer.text}`);
  return answer.data.session;
}

/** The session that a browser must have. */
export async function liveSessionOf(browser: Browser): Promise<SessionAnswer & { id: string }> {
  const session = await sessionOf(browser);
  if (session?.id === undefined) throw new Error('The browser has no session');
  return { ...session, id: session.id };
}

/** The name of who is signed in; absent when nobody is. */
export async function userOf(browser: Browser): Promise<string | undefined> {
  return (await sessionOf(browser))?.user?.username;
}
