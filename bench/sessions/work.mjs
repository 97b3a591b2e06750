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
 * The users that sign in, with names of one length so that all answers have one length.
 *
 * @param count Of users; each signs in once at each server.
 */
export async function prepareWork(count, running) {
  const usernames = Array.from({ length: count }, (_, i) => `user-${String(i).padStart(3, '0')}`);
  const password = randomBytes(9).toString('base64url');
  const usersFile = await writeUsersFile(usernames, password, running);
  return { usernames, password, usersFile };
}
