import { ApolloClient, ApolloLink, InMemoryCache, makeVar, type ReactiveVar } from '@apollo/client';
import { isSubscriptionOperation } from '@apollo/client/utilities';
import { createCookieLock } from './cookie-lock.ts';
import { CookieLockLink } from './links/cookie-lock-link.ts';
import { createGatewayHttpLink } from './links/gateway-http-link.ts';
import { createGatewaySocketLink } from './links/gateway-socket-link.ts';
import { createNewestSessionLink } from './links/newest-session-link.ts';
import { OutageLink } from './links/outage-link.ts';
import { createQueryRetryLink } from './links/query-retry-link.ts';
import type { Outage } from './outage.ts';
import { readSession } from './read-session.ts';

/** The page's side of the gateway: what is asked through Apollo Client, and what is known of the connection. */
export interface Gateway {
  readonly client: ApolloClient;
  /** Why the session cannot be reached at the moment; absent while it can. */
  readonly outage: ReactiveVar<Outage | undefined>;
  /** True from when the user asks to be signed out: that the session ends then is no news. */
  readonly isLeaving: ReactiveVar<boolean>;
  /** What to add to this machine's clock to get the gateway's, in milliseconds: users' clocks may be minutes off. */
  readonly clockOffsetMs: ReactiveVar<number>;
}

const tabsChannel = 'storefront-cookie';

/** Makes the one gateway of a page. Sends nothing until it is asked something. */
export function createGateway(): Gateway {
  const outage = makeVar<Outage | undefined>(undefined);
  const otherTabs = new BroadcastChannel(tabsChannel);
  const reread = (): void => {
    // A failure that waiting does not mend leaves the page as it is.
    readSession(client).catch(() => undefined);
  };
  const http = ApolloLink.from([
    createQueryRetryLink(),
    new OutageLink(outage),
    new CookieLockLink(createCookieLock(), () => {
      otherTabs.postMessage(undefined);
    }),
    createGatewayHttpLink(),
  ]);
  const client = new ApolloClient({
    // Sessions and users have ids, so the cache keeps one copy of each without being told how.
    cache: new InMemoryCache(),
    link: createNewestSessionLink().split(
      ({ query }) => isSubscriptionOperation(query),
      createGatewaySocketLink(reread),
      http,
    ),
  });
  // A tab without a session is subscribed to nothing: the tab that has begun one says so.
  otherTabs.onmessage = reread;
  return { client, outage, isLeaving: makeVar(false), clockOffsetMs: makeVar(0) };
}
