import type { Logger } from 'pino';
import type { AdminSide, OpenAdminSide } from './admin-side.ts';
import { packageVersion } from './cli/package-version.ts';
import type { AdminConfig, GatewayConfig } from './config/gateway-config.ts';
import { usersFileFault } from './config/users-file-fault.ts';
import { NodeEvents } from './event-log/node-events.ts';
import { openEventLog } from './event-log/open-event-log.ts';
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
import type { GatewayMetrics } from './metrics/gateway-metrics.ts';
import type { Placement } from './ring/placement.ts';
import { systemClock } from './session/clock.ts';
import { EventSinks } from './session/event-sinks.ts';
import { makeSessionServices } from './session/session-services.ts';
import { SessionTokens } from './session/session-token.ts';
import { createRateLimiter } from './store/create-rate-limiter.ts';
import { openRing } from './store/keeper/open-ring.ts';
import { MoverService } from './store/moving/mover-service.ts';
import { observedByAll } from './store/node-observers.ts';
import { RingSessionStore } from './store/ring-session-store.ts';
import { RingStatus } from './store/ring-status.ts';
import type { Tracing } from './tracing/tracing.ts';
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
  const closers: (() => Promise<void> | void)[] = [];
  const closeInTurn = async (): Promise<void> => {
    for (const close of closers.reverse()) await close();
  };
  let closing: Promise<void> | undefined;
  const closeAll = (): Promise<void> => (closing ??= closeInTurn());
  try {
    // The first of the closers is the last that is closed: readiness is told until then.
    const adminSides: AdminSide[] = [];
    closers.push(async () => {
      for (const side of adminSides) await side.close();
    });
    const metrics = config.admin.listen && (await measure(config.admin));

    const eventLog = openEventLog(log);
    closers.push(() => eventLog?.close());
    const events = new EventSinks([eventLog, metrics?.events].filter((sink) => sink !== undefined));

    const tracing = await startTracing(config, log);
    closers.push(() => tracing?.close());

    await yieldPoolThreads();
    const hasher = new BoundedHasher(new Argon2Hasher());
    const users = await openUsers(config.login.usersFile, hasher, log).catch(asConfigFault);
    closers.push(() => {
      users.close();
    });

    const ring = await openRing({
      ...config.ring,
      nodes: config.nodes,
      log,
      observer: observedByAll(
        [new NodeEvents(events), metrics?.nodes, tracing?.nodes].filter(
          (each) => each !== undefined,
        ),
      ),
    });
    closers.push(() => ring.close());
    metrics?.nodes.setMembers(memberIds(ring.placement));
    ring.onChange((placement) => {
      const { epoch, isMoving } = placement;
      metrics?.nodes.setMembers(memberIds(placement));
      events.record({ name: 'ring.changed', epoch, state: isMoving ? 'MOVING' : 'STABLE' });
    });
    warnOfShares(ring.placement.ring, log);
    const limiter = createRateLimiter(ring, systemClock);
    const store = new RingSessionStore(ring);
    const ringStatus = new RingStatus(ring);
    if (config.ring.mover) {
      const { moverRatePerSecond: ratePerSecond } = config.ring;
      const mover = new MoverService({ ring, log, ratePerSecond });
      closers.push(() => mover.stop());
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
      events: new RequestEvents(events, users.source),
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
    closers.push(() => apollo.stop());

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
    closers.push(() => server.drain());
    if (metrics) {
      metrics.watch({
        ring: ringStatus,
        shares: () => ring.placement.ring.shares(),
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
    return { url: `${origin}/graphql`, metricsUrl: adminSides[0]?.url, stop: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** Loads what listens only where something does, as {@link measure} loads what measures. */
const listenHere: OpenAdminSide = async (...asked) => {
  const { openAdminListener } = await import('./admin-side.ts');
  return openAdminListener(...asked);
};

async function measure({ operations }: AdminConfig): Promise<GatewayMetrics> {
  const { GatewayMetrics } = await import('./metrics/gateway-metrics.ts');
  return new GatewayMetrics({ operations, version: packageVersion() });
}

/** Loads what traces only where something is traced: it takes time and memory. */
async function startTracing(config: GatewayConfig, log: Logger): Promise<Tracing | undefined> {
  if (config.tracing === undefined) return undefined;
  const { openTracing } = await import('./tracing/open-tracing.ts');
  return openTracing({
    ...config.tracing,
    version: packageVersion(),
    operations: config.admin.operations,
    trustedPeers: config.http.trustProxy,
    log,
  });
}

function memberIds({ members }: Placement): readonly string[] {
  return members.map(({ id }) => id);
}

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
