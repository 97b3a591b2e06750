/** Why a node cannot be used as it is set up. */
export type RedisNodeErrorCode =
  /** Its Redis is older than 6.2. */
  | 'REDIS_TOO_OLD'
  /** It refused the password or user, or what that user may do is not enough. */
  | 'REDIS_ACCESS_DENIED'
  /** Its Sentinels know no master by that name. */
  | 'REDIS_MASTER_UNKNOWN'
  /** It is named as one of a Redis Cluster, and is in none. */
  | 'REDIS_NO_CLUSTER';

/** A node that answers but cannot be used until its operator changes something. The message holds no secret. */
export class RedisNodeError extends Error {
  override readonly name = 'RedisNodeError';
  readonly code: RedisNodeErrorCode;

  constructor(code: RedisNodeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
