import { randomBytes } from 'node:crypto';
import { writeUsersFile } from '../processes/users-file.mjs';

/** What every gateway is asked: who is signed in, and two values of the session. */
export const SESSION_QUERY =
  '{ session { user { username } c_user: value(key: "c_user") c_card: value(key: "c_card") } }';

/** The least that GraphQL can be asked. */
export const TYPENAME_QUERY = '{ __typename }';

/** @returns The one right answer to {@link SESSION_QUERY}, as JSON text. */
export function sessionAnswer(username) {
  return JSON.stringify({
    data: { session: { user: { username }, c_user: 'chenchao', c_card: '123.com' } },
  });
}

/** The one right answer to {@link TYPENAME_QUERY}, as JSON text. */
export const TYPENAME_ANSWER = JSON.stringify({ data: { __typename: 'Query' } });

/**
 * @param usernames Who signs in; names of one length where answers must have one size.
 * @returns The same with a password that all of them have, and a users file for Ringgate.
 */
export async function prepareWork(usernames, running) {
  const password = randomBytes(9).toString('base64url');
  return { usernames, password, usersFile: await writeUsersFile(usernames, password, running) };
}
