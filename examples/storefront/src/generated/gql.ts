/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation Login($username: String!, $password: String!) {\n    login(username: $username, password: $password) {\n      ... on LoginSuccess {\n        session {\n          ...SessionState\n        }\n      }\n      ... on InvalidCredentials {\n        message\n      }\n      ... on LoginThrottled {\n        message\n        retryAfterSeconds\n      }\n    }\n  }\n": typeof types.LoginDocument,
    "\n  mutation Logout {\n    logout\n  }\n": typeof types.LogoutDocument,
    "\n  mutation AddToCart($key: String!, $by: Int!) {\n    session: incrementSessionValue(key: $key, by: $by) {\n      ...SessionState\n    }\n  }\n": typeof types.AddToCartDocument,
    "\n  mutation RemoveFromCart($key: String!) {\n    session: deleteSessionValue(key: $key) {\n      ...SessionState\n    }\n  }\n": typeof types.RemoveFromCartDocument,
    "\n  query Devices {\n    sessions {\n      id\n      device\n      address\n      lastSeenAt\n      current\n    }\n  }\n": typeof types.DevicesDocument,
    "\n  mutation RevokeDevice($id: ID!) {\n    revokeSession(id: $id)\n  }\n": typeof types.RevokeDeviceDocument,
    "\n  mutation RevokeOtherDevices {\n    revokeOtherSessions\n  }\n": typeof types.RevokeOtherDevicesDocument,
    "\n  mutation KeepTheme($key: String!, $theme: JSON!) {\n    session: setSessionValue(key: $key, value: $theme) {\n      ...SessionState\n    }\n  }\n": typeof types.KeepThemeDocument,
    "\n  fragment SessionState on Session {\n    id\n    version\n    user {\n      id\n      username\n    }\n    values\n    createdAt\n    authenticatedAt\n    lastSeenAt\n    idleExpiresAt\n    expiresAt\n  }\n": typeof types.SessionStateFragmentDoc,
    "\n  query CurrentSession {\n    session {\n      ...SessionState\n    }\n  }\n": typeof types.CurrentSessionDocument,
    "\n  subscription SessionEvents {\n    sessionEvents {\n      type\n      at\n      session {\n        ...SessionState\n      }\n    }\n  }\n": typeof types.SessionEventsDocument,
};
const documents: Documents = {
    "\n  mutation Login($username: String!, $password: String!) {\n    login(username: $username, password: $password) {\n      ... on LoginSuccess {\n        session {\n          ...SessionState\n        }\n      }\n      ... on InvalidCredentials {\n        message\n      }\n      ... on LoginThrottled {\n        message\n        retryAfterSeconds\n      }\n    }\n  }\n": types.LoginDocument,
    "\n  mutation Logout {\n    logout\n  }\n": types.LogoutDocument,
    "\n  mutation AddToCart($key: String!, $by: Int!) {\n    session: incrementSessionValue(key: $key, by: $by) {\n      ...SessionState\n    }\n  }\n": types.AddToCartDocument,
    "\n  mutation RemoveFromCart($key: String!) {\n    session: deleteSessionValue(key: $key) {\n      ...SessionState\n    }\n  }\n": types.RemoveFromCartDocument,
    "\n  query Devices {\n    sessions {\n      id\n      device\n      address\n      lastSeenAt\n      current\n    }\n  }\n": types.DevicesDocument,
    "\n  mutation RevokeDevice($id: ID!) {\n    revokeSession(id: $id)\n  }\n": types.RevokeDeviceDocument,
    "\n  mutation RevokeOtherDevices {\n    revokeOtherSessions\n  }\n": types.RevokeOtherDevicesDocument,
    "\n  mutation KeepTheme($key: String!, $theme: JSON!) {\n    session: setSessionValue(key: $key, value: $theme) {\n      ...SessionState\n    }\n  }\n": types.KeepThemeDocument,
    "\n  fragment SessionState on Session {\n    id\n    version\n    user {\n      id\n      username\n    }\n    values\n    createdAt\n    authenticatedAt\n    lastSeenAt\n    idleExpiresAt\n    expiresAt\n  }\n": types.SessionStateFragmentDoc,
    "\n  query CurrentSession {\n    session {\n      ...SessionState\n    }\n  }\n": types.CurrentSessionDocument,
    "\n  subscription SessionEvents {\n    sessionEvents {\n      type\n      at\n      session {\n        ...SessionState\n      }\n    }\n  }\n": types.SessionEventsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Login($username: String!, $password: String!) {\n    login(username: $username, password: $password) {\n      ... on LoginSuccess {\n        session {\n          ...SessionState\n        }\n      }\n      ... on InvalidCredentials {\n        message\n      }\n      ... on LoginThrottled {\n        message\n        retryAfterSeconds\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Login($username: String!, $password: String!) {\n    login(username: $username, password: $password) {\n      ... on LoginSuccess {\n        session {\n          ...SessionState\n        }\n      }\n      ... on InvalidCredentials {\n        message\n      }\n      ... on LoginThrottled {\n        message\n        retryAfterSeconds\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Logout {\n    logout\n  }\n"): (typeof documents)["\n  mutation Logout {\n    logout\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddToCart($key: String!, $by: Int!) {\n    session: incrementSessionValue(key: $key, by: $by) {\n      ...SessionState\n    }\n  }\n"): (typeof documents)["\n  mutation AddToCart($key: String!, $by: Int!) {\n    session: incrementSessionValue(key: $key, by: $by) {\n      ...SessionState\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveFromCart($key: String!) {\n    session: deleteSessionValue(key: $key) {\n      ...SessionState\n    }\n  }\n"): (typeof documents)["\n  mutation RemoveFromCart($key: String!) {\n    session: deleteSessionValue(key: $key) {\n      ...SessionState\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Devices {\n    sessions {\n      id\n      device\n      address\n      lastSeenAt\n      current\n    }\n  }\n"): (typeof documents)["\n  query Devices {\n    sessions {\n      id\n      device\n      address\n      lastSeenAt\n      current\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeDevice($id: ID!) {\n    revokeSession(id: $id)\n  }\n"): (typeof documents)["\n  mutation RevokeDevice($id: ID!) {\n    revokeSession(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeOtherDevices {\n    revokeOtherSessions\n  }\n"): (typeof documents)["\n  mutation RevokeOtherDevices {\n    revokeOtherSessions\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation KeepTheme($key: String!, $theme: JSON!) {\n    session: setSessionValue(key: $key, value: $theme) {\n      ...SessionState\n    }\n  }\n"): (typeof documents)["\n  mutation KeepTheme($key: String!, $theme: JSON!) {\n    session: setSessionValue(key: $key, value: $theme) {\n      ...SessionState\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SessionState on Session {\n    id\n    version\n    user {\n      id\n      username\n    }\n    values\n    createdAt\n    authenticatedAt\n    lastSeenAt\n    idleExpiresAt\n    expiresAt\n  }\n"): (typeof documents)["\n  fragment SessionState on Session {\n    id\n    version\n    user {\n      id\n      username\n    }\n    values\n    createdAt\n    authenticatedAt\n    lastSeenAt\n    idleExpiresAt\n    expiresAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CurrentSession {\n    session {\n      ...SessionState\n    }\n  }\n"): (typeof documents)["\n  query CurrentSession {\n    session {\n      ...SessionState\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SessionEvents {\n    sessionEvents {\n      type\n      at\n      session {\n        ...SessionState\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription SessionEvents {\n    sessionEvents {\n      type\n      at\n      session {\n        ...SessionState\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;