import { graphql } from '../../generated/index.ts';

/** Adds to a number in the session. Parallel ones all count, from however many tabs. */
export const AddToCartDocument = graphql(`
  mutation AddToCart($key: String!, $by: Int!) {
    session: incrementSessionValue(key: $key, by: $by) {
      ...SessionState
    }
  }
`);

/** Takes a value out of the session. */
export const RemoveFromCartDocument = graphql(`
  mutation RemoveFromCart($key: String!) {
    session: deleteSessionValue(key: $key) {
      ...SessionState
    }
  }
`);
