/** A node that forgot: it came back as it had been at an instant. Instants are by `performance.now`. */
export interface Loss {
  readonly node: string;
  /** When its data was copied that it came back with: what was answered before is kept. Absent: it came back empty. */
  readonly copied?: { readonly startedAt: number; readonly endedAt: number };
  /** When it died. */
  readonly killedAt: number;
}
