import type { Logger } from 'pino';
import type { AdminSide, OpenAdminSide } from './admin-side.ts';
import { Closers } from './closers.ts';
import type { GatewayConfig } from './config/gateway-config.ts';
import { usersFileFault } from './config/users-file-fault.ts';
import { openGatewayWatch } from './gateway-watch.ts';
import { ContextFactory } from './graphql/context-factory.ts';
import { makeGraphQLSchema } from './graphql/graphql-schema.ts';
import { makeGraphQLServer } from './graphql/graphql-server.ts';
import { RequestEvents } from './graphql/request-events.ts';
import { Subscriptions } from './graphql/subscriptions.ts';
import { GatewayServer } from './http/gateway-server.ts';
import { admitOperations } from './http/admit-operations.ts';
import { Playground } from './http/playground/playground.ts';
import { unavailableStatus } from './http/unavailable-status.ts';
import { BoundedHasher } from './login/bounded-hasher.ts';
import { LoginService } from './login/login-service.ts';
import { LoginThrottle } from './login/login-throttle.ts';
import { openUsers } from './login/open-users.ts';
import { PasswordCredentials } from './login/password-credentials.ts';
import { Argon2Hasher } from './login/password-hasher.ts';
import { yieldPoolThreads } from './login/yielding-threads.ts';
import { UsersFileError } from './login/users-file-error.ts';
import type { HashRing } from './ring/hash-ring.ts';
import { systemClock } from './session/clock.ts';
import { makeSessionServices } from './session/session-services.ts';
import { SessionTokens } from './session/session-token.ts';
import { createRateLimiter } from './store/create-rate-limiter.ts';
import { openRing } from './store/keeper/open-ring.ts';
import { MoverService } from './store/moving/mover-service.ts';
import { RingSessionStore } from './store/ring-session-store.ts';
import { RingStatus } from './store/ring-status.ts';
import { keepAllocationsYoung } from './young-allocations.ts';

/** A gateway that accepts requests. */
export interface RunningGateway {
  /** Where GraphQL is, as in `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** Where metrics are, as in `http://127.0.0.1:9464/metrics`; absent where this process serves none. */
  readonly metricsUrl: string | undefined;
  /** Finishes what is under way, up to the drain timeout, and closes everything; once, however often it is called. */
  stop(): Promise<void>;
}

/**
 * Puts the parts together and starts them.
 *
 * @param openAdmin Has operators answered, if the configuration says where; by default by a listener in this process.
 * @throws When a part cannot start; what was started by then is closed again.
 */
export async function startGateway(
  config: GatewayConfig,
  log: Logger,
  openAdmin: OpenAdminSide = listenHere,
): Promise<RunningGateway> {
  keepAllocationsYoung();
  const closers = new Closers();
  try {
    // The first of the closers is the last that is closed: readiness is told until then.
    const adminSides: AdminSide[] = [];
    closers.add(async () => {
      for (const side of adminSides) await side.close();
    });
    const watch = await openGatewayWatch(config, log, closers);
    const { metrics, tracing } = watch;

    await yieldPoolThreads();
    const hasher = new BoundedHasher(new Argon2Hasher());
    const users = await openUsers(config.login.usersFile, hasher, log).catch(asConfigFault);
    closers.add(() => {
      users.close();
    });

    const ring = await openRing({
      ...config.ring,
      nodes: config.nodes,
      log,
      observer: watch.nodes,
    });
    closers.add(() => ring.close());
    watch.follow(ring);
    warnOfShares(ring.placement.ring, log);
    const limiter = createRateLimiter(ring, systemClock);
    const store = new RingSessionStore(ring);
    const ringStatus = new RingStatus(ring);
    if (config.ring.mover) {
      const { moverRatePerSecond: ratePerSecond } = config.ring;
      const mover = new MoverService({ ring, log, ratePerSecond });
      closers.add(() => mover.stop());
      mover.start();
    }

    const login = new LoginService({
      credentials: new PasswordCredentials(users.source, hasher),
      throttle: new LoginThrottle(limiter, config.login),
      isBusy: () => hasher.isFull,
    });

    const tokens = new SessionTokens(config.cookie.keys);
    const sessions = makeSessionServices({
      store: tracing?.store(store) ?? store,
      events: store,
      tokens,
      accounts: users.source,
      limiter,
      policy: config.sessions,
    });
    const contexts = new ContextFactory({
      sessions,
      tokens,
      login,
      ring: ringStatus,
      events: new RequestEvents(watch.events, users.source),
    });
    const schema = makeGraphQLSchema();
    const apollo = makeGraphQLServer({
      ...config.graphql,
      schema,
      log,
      hooks: [
        ...(tracing ? [tracing.operations] : []),
        admitOperations(),
        unavailableStatus(),
        ...(metrics ? [metrics.operations, metrics.refusals] : []),
      ],
    });
    await apollo.start();
    closers.add(() => apollo.stop());

    const server = new GatewayServer({
      graphql: {
        apollo,
        openContext: (facts) => contexts.open(facts),
        cookieChange: ({ session }) => session.cookieChange,
        cachePolicy: 'never',
      },
      streams: {
        subscriptions: new Subscriptions({
          ...config.graphql,
          schema,
          log,
          onAnswered: metrics?.operations.subscriptionAnswered,
        }),
        openContext: (facts) => contexts.open(facts),
      },
      playground: config.graphql.playground ? openPlayground(config, log) : undefined,
      nodeStates: () => ringStatus.states(),
      onRefused: metrics?.refusals.count,
      tracer: tracing?.requests,
      http: config.http,
      cookie: config.cookie,
      log,
    });
    closers.add(() => server.drain());
    if (metrics && config.admin.listen) {
      metrics.watch({
        ring: ringStatus,
        shares: () => ring.placement.ring.shares(),
        breakers: () => ringStatus.breakers(),
        hashesRunning: () => hasher.running,
        hashesWaiting: () => hasher.waiting,
        subscriptions: () => sessions.watches.count,
        connections: () => server.connections,
        shed: () => server.shed,
      });
      const sources = {
        metricsText: () => metrics.text(),
        metricsData: () => metrics.data(),
        nodeStates: () => ringStatus.states(),
        isDraining: () => server.isDraining,
      };
      adminSides.push(await openAdmin(sources, config.admin.listen, log));
    }
    const origin = await server.listen(config.listen);
    return {
      url: `${origin}/graphql`,
      metricsUrl: adminSides[0]?.url,
      stop: () => closers.closeAll(),
    };
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

/** Loads what listens only where something does. */
const listenHere: OpenAdminSide = async (...asked) => {
  const { openAdminListener } = await import('./admin-side.ts');
  return openAdminListener(...asked);
};

function asConfigFault(error: unknown): never {
  throw error instanceof UsersFileError ? usersFileFault(error.message) : error;
}

function openPlayground({ cookie, login }: GatewayConfig, log: Logger): Playground | undefined {
  const playground = Playground.open({ secure: cookie.secure, demoUser: login.demo });
  if (playground === undefined) {
    log.warn(
      'RINGGATE_PLAYGROUND is on, but dist/playground is not there: `npm run build` makes it',
    );
  }
  return playground;
}

/** Seen in a node's load. A change tunes only the node that it names, so the others' shares keep their errors. */
const tolerableShareError = 0.01;

function warnOfShares(ring: HashRing, log: Logger): void {
  if (ring.shareError() <= tolerableShareError) return;
  const shares = Object.fromEntries(ring.shares());
  log.warn({ shares }, 'the shares of the nodes differ from their weights');
}
