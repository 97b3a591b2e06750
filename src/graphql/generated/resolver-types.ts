import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Session as SessionModel } from '../../session/session.ts';
import type { SessionEvent as SessionEventModel } from '../../session/session-watch.ts';
import type { Account as AccountModel } from '../../session/accounts.ts';
import type { RingView as RingModel, RingNodeView as RingNodeModel, RingProgress as RingProgressModel } from '../../session/ring-view.ts';
import type { GraphQLContext } from '../graphql-context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant: an RFC 3339 date-time in UTC with milliseconds, as in `2026-11-22T07:30:00.000Z`. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value (RFC 8259): object, list, string, number, boolean or null. */
  JSON: { input: unknown; output: unknown; }
  /** A JSON object (RFC 8259). */
  JSONObject: { input: Record<string, unknown>; output: Record<string, unknown>; }
};

/** No such user, or a wrong password: the answer does not tell which. */
export type InvalidCredentials = {
  readonly __typename?: 'InvalidCredentials';
  /** For people, in the language that `Accept-Language` prefers (English or Chinese). */
  readonly message: Scalars['String']['output'];
};

/** How a login ended. */
export type LoginResult = InvalidCredentials | LoginSuccess | LoginThrottled;

/** The user is signed in; the answer carries the session's cookie. */
export type LoginSuccess = {
  readonly __typename?: 'LoginSuccess';
  /** The session, as it is after the login. */
  readonly session: Session;
};

/** Too many failed logins for this account or from this address. */
export type LoginThrottled = {
  readonly __typename?: 'LoginThrottled';
  /** For people, in the language that `Accept-Language` prefers (English or Chinese). */
  readonly message: Scalars['String']['output'];
  /** Whole seconds until another attempt may succeed; at least 1. */
  readonly retryAfterSeconds: Scalars['Int']['output'];
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Deletes one value; deleting a key that is not there changes nothing. Without a session: `VERSION_CONFLICT`. */
  readonly deleteSessionValue: Session;
  /**
   * Adds to a whole number, beginning at 0 where the key is not there. Parallel increments all count.
   * Errors: as for `setSessionValue`; `BAD_USER_INPUT` when the value is no whole number or would pass 2^53 - 1 either way.
   */
  readonly incrementSessionValue: Session;
  /**
   * Signs a user in. The session's secret is renewed, its id stays, and values kept before signing in are carried over.
   * At most one `login` in an operation.
   * Errors: `LOGIN_BUSY` when too many logins wait, `TOO_MANY_SESSIONS` where the limit of sessions a user rejects new ones.
   */
  readonly login: LoginResult;
  /** Ends the session of this request and clears its cookie. True when a session was ended. */
  readonly logout: Scalars['Boolean']['output'];
  /**
   * Ends all sessions of the signed-in user except this one; answers how many were ended.
   * Errors: `UNAUTHENTICATED`; `SESSION_STORE_UNAVAILABLE` when any node does not answer (some may have been ended; repeat it).
   */
  readonly revokeOtherSessions: Scalars['Int']['output'];
  /**
   * Ends one of the signed-in user's sessions. False when the user has no such live session.
   * Errors: `UNAUTHENTICATED` when nobody is signed in.
   */
  readonly revokeSession: Scalars['Boolean']['output'];
  /**
   * Keeps one value. Without a session an anonymous one is created.
   * Errors: `BAD_USER_INPUT`, `FORBIDDEN` for a key that login wrote, `SESSION_LIMIT_EXCEEDED`, `VERSION_CONFLICT`,
   * `UNAUTHENTICATED` when the session has ended.
   */
  readonly setSessionValue: Session;
  /** Keeps several values: all of them or, on an error, none. Errors as for `setSessionValue`. */
  readonly setSessionValues: Session;
};


export type MutationDeleteSessionValueArgs = {
  ifVersion?: InputMaybe<Scalars['Int']['input']>;
  key: Scalars['String']['input'];
};


export type MutationIncrementSessionValueArgs = {
  by?: Scalars['Int']['input'];
  key: Scalars['String']['input'];
};


export type MutationLoginArgs = {
  password: Scalars['String']['input'];
  username: Scalars['String']['input'];
};


export type MutationRevokeSessionArgs = {
  id: Scalars['ID']['input'];
};


export type MutationSetSessionValueArgs = {
  ifVersion?: InputMaybe<Scalars['Int']['input']>;
  key: Scalars['String']['input'];
  value: Scalars['JSON']['input'];
};


export type MutationSetSessionValuesArgs = {
  ifVersion?: InputMaybe<Scalars['Int']['input']>;
  values: Scalars['JSONObject']['input'];
};

/** Whether a node answers. */
export type NodeStatus =
  /** It does not answer: its sessions are `SESSION_STORE_UNAVAILABLE` until it does. */
  | 'DOWN'
  /** It answers. */
  | 'UP';

export type Query = {
  readonly __typename?: 'Query';
  /**
   * The ring of nodes that holds the sessions. For users with the role `admin`.
   * Errors: `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  readonly ring: Ring;
  /** The session of this request; null when the request carries no live session. Reading never creates one. */
  readonly session?: Maybe<Session>;
  /**
   * The live sessions of the signed-in user, most recently seen first.
   * Errors: `UNAUTHENTICATED` when nobody is signed in, `SESSION_STORE_UNAVAILABLE` when any node does not answer.
   */
  readonly sessions: ReadonlyArray<Session>;
};

/** The weighted consistent-hash ring that places every session on one node. */
export type Ring = {
  readonly __typename?: 'Ring';
  /** Counts the ring's changes; 1 for the first. */
  readonly epoch: Scalars['Int']['output'];
  /** Those that may hold sessions, in the order of their ids: while the ring moves, also one that is being removed. */
  readonly nodes: ReadonlyArray<RingNode>;
  /** The node that a key is placed on; while the ring moves, the one that it moves to. */
  readonly owner: RingNode;
  /**
   * How far moving has come; null when the ring is stable, and until a mover has begun.
   * Nodes that do not answer are left out.
   */
  readonly progress?: Maybe<RingProgress>;
  /** Whether records are where they belong, or on their way. */
  readonly state: RingState;
};


/** The weighted consistent-hash ring that places every session on one node. */
export type RingOwnerArgs = {
  key: Scalars['String']['input'];
};

/** One place of the ring. */
export type RingNode = {
  readonly __typename?: 'RingNode';
  /** What the ring hashes for this node: it stays when the machine moves. */
  readonly id: Scalars['ID']['output'];
  /** `memory`, `redis`, `rediss`, `redis+unix`, `redis+sentinel`, `rediss+sentinel`, `redis+cluster` or `rediss+cluster`. */
  readonly kind: Scalars['String']['output'];
  /** Milliseconds that it took to answer a PING just now; null when it does not answer. */
  readonly latencyMs?: Maybe<Scalars['Float']['output']>;
  /** How many points of the ring it has, which make its share; 0 when it is being removed. */
  readonly points: Scalars['Int']['output'];
  /** About how many sessions it holds; exact on small nodes, null when it does not answer. */
  readonly sessions?: Maybe<Scalars['Int']['output']>;
  /** The fraction of all keys that it owns, 0 to 1; 0 when it is being removed. */
  readonly share: Scalars['Float']['output'];
  /** Whether it answers. */
  readonly status: NodeStatus;
  /**
   * Its part of all sessions in proportion to the other weights; a positive whole number. A node that is being removed
   * shows its weight of before.
   */
  readonly weight: Scalars['Int']['output'];
};

/** How far a change of the ring has come, in all the nodes that sessions leave. */
export type RingProgress = {
  readonly __typename?: 'RingProgress';
  /** Sessions moved since the change began; those that were moved because they were used are not counted. */
  readonly moved: Scalars['Int']['output'];
  /**
   * Sessions looked at in the present pass over each node. There are at least two passes: a node is done after two that
   * found nothing to move.
   */
  readonly scanned: Scalars['Int']['output'];
  /** When moving began, by the clock of a node. */
  readonly startedAt: Scalars['DateTime']['output'];
  /** About how many sessions the nodes had when their present passes began. */
  readonly total: Scalars['Int']['output'];
};

/** Whether the ring changes. It serves every session in either state. */
export type RingState =
  /** A node was added, removed or given another weight: sessions move to their new nodes, one by one. */
  | 'MOVING'
  /** Every session is on the node that owns it. */
  | 'STABLE';

/** What the gateway keeps for one browser. */
export type Session = {
  readonly __typename?: 'Session';
  /** The network address that the session was begun from (IPv4 or IPv6); null when unknown. */
  readonly address?: Maybe<Scalars['String']['output']>;
  /** When its user last signed in; null for an anonymous session. */
  readonly authenticatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the session began. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** True for the session of this request. */
  readonly current: Scalars['Boolean']['output'];
  /** The browser and system that the session was begun with, as in `Firefox on Linux`; null when unknown. */
  readonly device?: Maybe<Scalars['String']['output']>;
  /** When it ends however much it is used (OWASP ASVS 5.0, 7.3.2). */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** Names the session in lists and logs: 22 characters of base64url. No credential. */
  readonly id: Scalars['ID']['output'];
  /** When it ends if nobody uses it again (OWASP ASVS 5.0, 7.3.1). */
  readonly idleExpiresAt: Scalars['DateTime']['output'];
  /** When it was last used, to within a tenth of the idle timeout and at most 60 seconds. */
  readonly lastSeenAt: Scalars['DateTime']['output'];
  /** Who is signed in; null for an anonymous session. */
  readonly user?: Maybe<User>;
  /** One value; null when the key is not there. */
  readonly value?: Maybe<Scalars['JSON']['output']>;
  /** All values by key. */
  readonly values: Scalars['JSONObject']['output'];
  /** Grows by one with every change of the session; compare with `ifVersion`. */
  readonly version: Scalars['Int']['output'];
};


/** What the gateway keeps for one browser. */
export type SessionValueArgs = {
  key: Scalars['String']['input'];
};

/** Something that happened to a session. Several changes at once may be told as one. */
export type SessionEvent = {
  readonly __typename?: 'SessionEvent';
  /** When it happened, by the clock of the node that holds the session. */
  readonly at: Scalars['DateTime']['output'];
  /** The session after the event; null after `RENEWED` and `ENDED`. */
  readonly session?: Maybe<Session>;
  /** What happened. */
  readonly type: SessionEventType;
};

/** What happened to a session. */
export type SessionEventType =
  /** Its values changed. */
  | 'CHANGED'
  /** Nothing new: this is the session now. The first event, and the first after a while in which events may have been missed. */
  | 'CURRENT'
  /** It was logged out, revoked or displaced, or it expired. */
  | 'ENDED'
  /** Its user signed in (again), and its secret was renewed: read the session anew, with the cookie that the browser has now. */
  | 'RENEWED';

export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * What happens to the session of this request, as it happens, whoever did it and through whichever gateway: over
   * `graphql-ws` (WebSocket) or Server-Sent Events, at the address of this schema. Listening does not count as use.
   *
   * The first event is `CURRENT`. After `RENEWED` or `ENDED` the stream completes (a WebSocket is closed with 4401): the
   * cookie that it was opened with is no longer good.
   * Errors: `UNAUTHENTICATED` without a live session, `TOO_MANY_SUBSCRIPTIONS`, `SESSION_STORE_UNAVAILABLE`.
   */
  readonly sessionEvents: SessionEvent;
};

/** Who is signed in. */
export type User = {
  readonly __typename?: 'User';
  /** The same as `username`. */
  readonly id: Scalars['ID']['output'];
  /** The roles that the user has now, as in `admin`. */
  readonly roles: ReadonlyArray<Scalars['String']['output']>;
  /** 1 to 64 bytes of UTF-8, in Unicode normalization form C. */
  readonly username: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  LoginResult:
    | ( InvalidCredentials )
    | ( Omit<LoginSuccess, 'session'> & { session: _RefType['Session'] } )
    | ( LoginThrottled )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentials>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  JSONObject: ResolverTypeWrapper<Scalars['JSONObject']['output']>;
  LoginResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['LoginResult']>;
  LoginSuccess: ResolverTypeWrapper<Omit<LoginSuccess, 'session'> & { session: ResolversTypes['Session'] }>;
  LoginThrottled: ResolverTypeWrapper<LoginThrottled>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NodeStatus: NodeStatus;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Ring: ResolverTypeWrapper<RingModel>;
  RingNode: ResolverTypeWrapper<RingNodeModel>;
  RingProgress: ResolverTypeWrapper<RingProgressModel>;
  RingState: RingState;
  Session: ResolverTypeWrapper<SessionModel>;
  SessionEvent: ResolverTypeWrapper<SessionEventModel>;
  SessionEventType: SessionEventType;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<AccountModel>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Scalars['Boolean']['output'];
  DateTime: Scalars['DateTime']['output'];
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  InvalidCredentials: InvalidCredentials;
  JSON: Scalars['JSON']['output'];
  JSONObject: Scalars['JSONObject']['output'];
  LoginResult: ResolversUnionTypes<ResolversParentTypes>['LoginResult'];
  LoginSuccess: Omit<LoginSuccess, 'session'> & { session: ResolversParentTypes['Session'] };
  LoginThrottled: LoginThrottled;
  Mutation: Record<PropertyKey, never>;
  Query: Record<PropertyKey, never>;
  Ring: RingModel;
  RingNode: RingNodeModel;
  RingProgress: RingProgressModel;
  Session: SessionModel;
  SessionEvent: SessionEventModel;
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  User: AccountModel;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type InvalidCredentialsResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export interface JsonObjectScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject';
}

export type LoginResultResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LoginResult'] = ResolversParentTypes['LoginResult']> = {
  __resolveType: TypeResolveFn<'InvalidCredentials' | 'LoginSuccess' | 'LoginThrottled', ParentType, ContextType>;
};

export type LoginSuccessResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LoginSuccess'] = ResolversParentTypes['LoginSuccess']> = {
  session?: Resolver<ResolversTypes['Session'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type LoginThrottledResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['LoginThrottled'] = ResolversParentTypes['LoginThrottled']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  retryAfterSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  deleteSessionValue?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationDeleteSessionValueArgs, 'key'>>;
  incrementSessionValue?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationIncrementSessionValueArgs, 'by' | 'key'>>;
  login?: Resolver<ResolversTypes['LoginResult'], ParentType, ContextType, RequireFields<MutationLoginArgs, 'password' | 'username'>>;
  logout?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  revokeOtherSessions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  revokeSession?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType, RequireFields<MutationRevokeSessionArgs, 'id'>>;
  setSessionValue?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationSetSessionValueArgs, 'key' | 'value'>>;
  setSessionValues?: Resolver<ResolversTypes['Session'], ParentType, ContextType, RequireFields<MutationSetSessionValuesArgs, 'values'>>;
};

export type QueryResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  ring?: Resolver<ResolversTypes['Ring'], ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  sessions?: Resolver<ReadonlyArray<ResolversTypes['Session']>, ParentType, ContextType>;
};

export type RingResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Ring'] = ResolversParentTypes['Ring']> = {
  epoch?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['RingNode']>, ParentType, ContextType>;
  owner?: Resolver<ResolversTypes['RingNode'], ParentType, ContextType, RequireFields<RingOwnerArgs, 'key'>>;
  progress?: Resolver<Maybe<ResolversTypes['RingProgress']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['RingState'], ParentType, ContextType>;
};

export type RingNodeResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RingNode'] = ResolversParentTypes['RingNode']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  latencyMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  points?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sessions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  share?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['NodeStatus'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type RingProgressResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['RingProgress'] = ResolversParentTypes['RingProgress']> = {
  moved?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  scanned?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SessionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  address?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  authenticatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  current?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  device?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idleExpiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastSeenAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType, RequireFields<SessionValueArgs, 'key'>>;
  values?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SessionEventResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['SessionEvent'] = ResolversParentTypes['SessionEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['SessionEventType'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  sessionEvents?: SubscriptionResolver<ResolversTypes['SessionEvent'], "sessionEvents", ParentType, ContextType>;
};

export type UserResolvers<ContextType = GraphQLContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = GraphQLContext> = {
  DateTime?: GraphQLScalarType;
  InvalidCredentials?: InvalidCredentialsResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  JSONObject?: GraphQLScalarType;
  LoginResult?: LoginResultResolvers<ContextType>;
  LoginSuccess?: LoginSuccessResolvers<ContextType>;
  LoginThrottled?: LoginThrottledResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Ring?: RingResolvers<ContextType>;
  RingNode?: RingNodeResolvers<ContextType>;
  RingProgress?: RingProgressResolvers<ContextType>;
  Session?: SessionResolvers<ContextType>;
  SessionEvent?: SessionEventResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

