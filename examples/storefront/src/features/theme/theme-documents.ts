import { graphql } from '../../generated/index.ts';

/** Keeps a value in the session. */
export const KeepThemeDocument = graphql(`
  mutation KeepTheme($key: String!, $theme: JSON!) {
    session: setSessionValue(key: $key, value: $theme) {
      ...SessionState
    }
  }
`);
