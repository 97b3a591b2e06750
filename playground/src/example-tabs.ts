/** A tab as GraphiQL opens it. Its title is the operation's name. */
export interface ExampleTab {
  readonly query: string;
  /** JSON text. */
  readonly variables?: string;
}

/** Runs as it is typed, in this order; each says what it does. @param demoUser Whether the demo user may sign in. */
export function exampleTabs(demoUser: boolean): ExampleTab[] {
  const [username, password] = demoUser ? ['wupeiqi', '123'] : ['', ''];
  return [
    { query: logIn, variables: JSON.stringify({ username, password }, undefined, 2) },
    { query: keepValue },
    { query: readSession },
    { query: listSessions },
    { query: revokeOthers },
    { query: listen },
    { query: logOut },
  ];
}

const logIn = `# Signs in with the name and password below,
# under Variables. The answer sets an HttpOnly
# cookie: the browser sends it from now on, and
# no script can read it.
mutation LogIn(
  $username: String!
  $password: String!
) {
  login(username: $username, password: $password) {
    __typename
    ... on LoginSuccess {
      session {
        user {
          username
          roles
        }
        values
        expiresAt
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
}`;

const keepValue = `# Keeps a value, any JSON, in the session. It
# works before signing in, too: the session is
# anonymous then, and its values come along.
mutation KeepValue {
  setSessionValue(key: "cart", value: ["tea", "bread"]) {
    id
    version
    values
  }
}`;

const readSession = `# Reads the session that the cookie names;
# null when there is none.
query ReadSession {
  session {
    id
    user {
      username
    }
    values
    cart: value(key: "cart")
    version
    idleExpiresAt
    expiresAt
  }
}`;

const listSessions = `# Lists the live sessions of the signed-in
# user: one for each browser.
query ListSessions {
  sessions {
    id
    current
    device
    address
    lastSeenAt
  }
}`;

const revokeOthers = `# Ends the user's other sessions, and answers
# how many they were. To end a certain one, use
# revokeSession(id: ...) with an id of the list.
mutation RevokeOthers {
  revokeOtherSessions
}`;

const listen = `# Tells what happens to the session as it
# happens. Run it, change the session in another
# window, and see; the same button stops it.
subscription Listen {
  sessionEvents {
    type
    at
    session {
      id
      version
      values
    }
  }
}`;

const logOut = `# Ends the session and clears the cookie.
mutation LogOut {
  logout
}`;
