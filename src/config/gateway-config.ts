import type { Timeouts } from '../session/deadlines.ts';

/** Everything that an operator may set, checked and frozen. The table in `docs/configuration.md` says how. */
export interface GatewayConfig {
  /** `NODE_ENV=production`: nothing convenient, everything strict. */
  readonly production: boolean;
  readonly listen: ListenConfig;
  /** Processes that serve the port together; 1: this one. */
  readonly workers: number;
  readonly admin: AdminConfig;
  readonly logLevel: LogLevel;
  /** Absent: nothing is traced. */
  readonly tracing: TracingConfig | undefined;
  readonly nodes: readonly NodeConfig[];
  /** True when no node was configured, so that the process keeps the sessions itself. */
  readonly embeddedNodes: boolean;
  readonly ring: RingConfig;
  readonly cookie: CookieConfig;
  readonly sessions: SessionsConfig;
  readonly login: LoginConfig;
  readonly http: HttpConfig;
  readonly graphql: GraphqlConfig;
  /** What an operator should know at start, each a sentence that names the option. No secret in it. */
  readonly warnings: readonly string[];
}

export interface ListenConfig {
  /** A name or address of this machine. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** What operators and their tools ask, apart from the port that clients reach. */
export interface AdminConfig {
  /** Absent: nothing is served. */
  readonly listen: AdminListenConfig | undefined;
  /** Operations that metrics tell apart by name. */
  readonly operations: readonly string[];
}

export interface AdminListenConfig extends ListenConfig {
  /** Names that metrics are asked for by besides `localhost`; the host above is among them. */
  readonly names: readonly string[];
}

/** Where traces go. */
export interface TracingConfig {
  /** Of a collector, for OTLP over HTTP. */
  readonly url: string;
  /** For the collector. Never logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Part of the requests that are traced, 0 to 1. */
  readonly samplingRatio: number;
}

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** What a node may be, by the scheme of its URL. */
export type NodeKind =
  | 'memory'
  | 'redis'
  | 'rediss'
  | 'redis+unix'
  | 'redis+sentinel'
  | 'rediss+sentinel'
  | 'redis+cluster'
  | 'rediss+cluster';

/** One place of the ring. */
export interface NodeConfig {
  readonly id: string;
  readonly weight: number;
  readonly kind: NodeKind;
  /** Where it is; absent for `memory`. May hold credentials, so it is never logged. */
  readonly url: string | undefined;
}

export interface RingConfig {
  /** For nodes whose URL holds none. */
  readonly credentials: NodeCredentials;
  /** How often nodes are asked for a newer topology. */
  readonly pollIntervalMs: number;
  /** Whether this process moves records when nobody else does. */
  readonly mover: boolean;
  /** Records a second. */
  readonly moverRatePerSecond: number;
  /** Replicas that must have a login, an end or an import before it is answered. */
  readonly waitReplicas: number;
  /** Commands under way on one node, at most. */
  readonly maxCommandsPerNode: number;
}

/** How to sign in on a node. */
export interface NodeCredentials {
  readonly username: string | undefined;
  /** Never logged. */
  readonly password: string | undefined;
}

export interface CookieConfig {
  readonly name: string;
  readonly sameSite: 'Lax' | 'Strict' | 'None';
  readonly domain: string | undefined;
  readonly secure: boolean;
  /** Whether browsers keep it apart for each top-level site (CHIPS). */
  readonly partitioned: boolean;
  /** Newest first: the first one signs, all verify. Never empty: made at random where none was set. */
  readonly keys: readonly string[];
}

export interface SessionsConfig {
  readonly user: Timeouts;
  readonly anonymous: Timeouts;
  readonly maxValues: number;
  readonly maxValueBytes: number;
  readonly maxSessionBytes: number;
  readonly maxAnonymousBytes: number;
  readonly maxSessionsPerUser: number;
  /** What happens to a login past `maxSessionsPerUser`. */
  readonly sessionsOverflow: 'end-oldest' | 'reject';
  /** Live subscriptions to one session, in this process. */
  readonly maxSubscriptionsPerSession: number;
  /** Live subscriptions of this process in all. */
  readonly maxSubscriptions: number;
  /** New anonymous sessions a minute from one address; absent: no limit. */
  readonly maxNewAnonymousPerMinute: number | undefined;
}

export interface LoginConfig {
  readonly usersFile: string | undefined;
  /** True when the one demo user may sign in. */
  readonly demo: boolean;
  readonly maxFailuresPerAccountAndAddress: number;
  readonly maxFailuresPerAddress: number;
  /** Window of the two above. */
  readonly failureWindowMs: number;
  readonly maxFailuresPerAccount: number;
  readonly accountFailureWindowMs: number;
}

export interface HttpConfig {
  /** Origins beside the gateway's own, as in `https://app.example`; never a wildcard. */
  readonly allowedOrigins: readonly string[];
  /** Addresses or networks whose `X-Forwarded-*` headers count; empty: nobody's. */
  readonly trustProxy: readonly string[];
  readonly maxBodyBytes: number;
  /** How long a request may take to arrive, in whole milliseconds. */
  readonly requestTimeoutMs: number;
  /** How long to wait for requests under way when the process is told to stop. */
  readonly drainTimeoutMs: number;
  /** Requests of GraphQL that are being answered at one time; past it they are shed. */
  readonly maxConcurrentRequests: number;
  /** How long one turn of the event loop may go on beginning requests; what came with them is shed. */
  readonly maxEventLoopDelayMs: number;
}

export interface GraphqlConfig {
  readonly introspection: boolean;
  /** Whether browsers that open the address of GraphQL find a page to try it out. */
  readonly playground: boolean;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxTokens: number;
}
