import { ApolloServer } from '@apollo/server';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { GatewayServer } from '../../src/http/gateway-server.ts';

defineIntegrationTestSuite(async (config, options) => {
  const apollo = new ApolloServer(config);
  // The suite stops the server that it is given; starting is the gateway's part.
  await apollo.start();
  const gateway = new GatewayServer({
    graphql: {
      apollo,
      openContext: async () => (await options?.context?.()) ?? {},
      cookieChange: () => undefined,
      cachePolicy: 'apollo',
    },
    nodeStates: () => [],
    http: {
      allowedOrigins: [],
      trustProxy: [],
      maxBodyBytes: 1_048_576,
      requestTimeoutMs: 10_000,
      drainTimeoutMs: 1_000,
      maxConcurrentRequests: 1_000,
      maxEventLoopDelayMs: 1_000,
    },
    cookie: {
      name: 'session',
      sameSite: 'Lax',
      domain: undefined,
      secure: false,
      partitioned: false,
    },
    log: {
      isLevelEnabled: () => false,
      debug: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    },
  });
  const address = await gateway.listen({ host: '127.0.0.1', port: 0 });
  return { server: apollo, url: `${address}/graphql`, extraCleanup: () => gateway.close() };
});
