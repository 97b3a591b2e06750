import { ApolloProvider } from '@apollo/client/react';
import { createContext, type PropsWithChildren, type ReactElement, use } from 'react';
import type { Gateway } from './gateway.ts';

const GatewayContext = createContext<Gateway | undefined>(undefined);

/** Gives the components below it the gateway, and Apollo's hooks its client. */
export function GatewayProvider({
  gateway,
  children,
}: PropsWithChildren<{ readonly gateway: Gateway }>): ReactElement {
  return (
    <GatewayContext value={gateway}>
      <ApolloProvider client={gateway.client}>{children}</ApolloProvider>
    </GatewayContext>
  );
}

/** The page's gateway. @throws {Error} Outside of a {@link GatewayProvider}. */
export function useGateway(): Gateway {
  const gateway = use(GatewayContext);
  if (gateway === undefined) throw new Error('useGateway needs a GatewayProvider above it');
  return gateway;
}
