import type { Action } from './call.ts';
import { knownPassword } from '../known-users.ts';

const session = '{ id version values user { username } }';

/** A GraphQL operation. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The operation that asks for an action; every session that it answers is answered whole. */
export function operationOf(action: Action): Operation {
  switch (action.kind) {
    case 'read':
      return { query: `{ session ${session} }`, variables: {} };
    case 'list':
      return { query: `{ sessions ${session} }`, variables: {} };
    case 'set':
      return {
        query: `mutation ($values: JSONObject!) { setSessionValues(values: $values) ${session} }`,
        variables: { values: action.values },
      };
    case 'increment':
      return {
        query: `mutation ($key: String!) { incrementSessionValue(key: $key) ${session} }`,
        variables: { key: action.key },
      };
    case 'login':
      return {
        query: `mutation ($username: String!, $password: String!) {
          login(username: $username, password: $password) {
            __typename
            ... on LoginSuccess { session ${session} }
          }
        }`,
        variables: { username: action.user, password: knownPassword },
      };
    case 'logout':
      return { query: 'mutation { logout }', variables: {} };
    case 'revoke':
      return {
        query: 'mutation ($id: ID!) { revokeSession(id: $id) }',
        variables: { id: action.target },
      };
    case 'endOthers':
      return { query: 'mutation { revokeOtherSessions }', variables: {} };
  }
}
