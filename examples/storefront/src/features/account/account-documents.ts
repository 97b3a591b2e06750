import { graphql } from '../../generated/index.ts';

/** Signs in. A wrong password is an answer like any other, not an error. */
export const LoginDocument = graphql(`
  mutation Login($username: String!, $password: String!) {
    login(username: $username, password: $password) {
      ... on LoginSuccess {
        session {
          ...SessionState
        }
      }
      ... on InvalidCredentials {
        message
      }
      ... on LoginThrottled {
        message
        retryAfterSeconds
      }
    }
  }
`);

/** Ends the session. */
export const LogoutDocument = graphql(`
  mutation Logout {
    logout
  }
`);
