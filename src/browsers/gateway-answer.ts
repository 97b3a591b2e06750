/** An answer of the gateway, or of whatever is before it, to what a page would ask. */
export interface GatewayAnswer {
  readonly status: number;
  /** By names in lower case; values of one name are joined with `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Cut off where it is long. */
  readonly body: string;
}

/** Why there is no answer, as in `nothing listens there`. */
export interface NoAnswer {
  readonly failure: string;
  /** What to do, where it is not to start the gateway. */
  readonly wayOut?: string;
}

/** What the gateway was asked as a page would ask it; nothing of it makes or uses a session. */
export interface GatewayAnswers {
  /** To the preflight; absent for a page of the own origin, for which browsers send none. */
  readonly preflight: GatewayAnswer | NoAnswer | undefined;
  /** To `mutation { __typename }`, which does nothing, and which the gateway refuses to pages of foreign origins. */
  readonly mutation: GatewayAnswer | NoAnswer;
}
