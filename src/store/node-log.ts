/** What a node says of itself, to whoever operates it: a part of pino's logger. Fields hold no secret and no address of a client. */
export interface NodeLog {
  info(fields: NodeLogFields, message: string): void;
  warn(fields: NodeLogFields, message: string): void;
  error(fields: NodeLogFields, message: string): void;
}

/**
 * `node`: its id. `sentinel`: the one of them that it is about, as in `10.0.0.7:26379`. `reason`: a code, as in
 * `ECONNREFUSED`, or what the server answered.
 */
export interface NodeLogFields {
  readonly node: string;
  readonly sentinel?: string;
  readonly reason?: string;
}
