/** What a ring says of itself, to whoever operates it: a part of pino's logger. Fields hold no secret. */
export interface RingLog {
  info(fields: RingLogFields, message: string): void;
  warn(fields: RingLogFields, message: string): void;
  error(fields: RingLogFields, message: string): void;
}

/** `node`: its id. `reason`: a code, or what went wrong. */
export interface RingLogFields {
  readonly node?: string;
  readonly reason?: string;
  readonly epoch?: number;
}
