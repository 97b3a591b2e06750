/** How long a session may live. */
export interface Timeouts {
  /** How long it lives unused. Positive whole milliseconds (OWASP ASVS 5.0, 7.3.1). */
  readonly idleTimeoutMs: number;
  /** How long it lives however much it is used. Positive whole milliseconds (OWASP ASVS 5.0, 7.3.2). */
  readonly absoluteLifetimeMs: number;
}

const longestTouchIntervalMs = 60_000;

/**
 * How stale "last seen" may become before a read writes it again: a read otherwise writes nothing.
 *
 * @param idleTimeoutMs Positive whole milliseconds.
 * @returns A tenth of the idle timeout, at most 60 seconds.
 */
export function touchIntervalMs(idleTimeoutMs: number): number {
  return Math.min(Math.floor(idleTimeoutMs / 10), longestTouchIntervalMs);
}

/**
 * The instant a session ends if nobody uses it again.
 *
 * Moves with use, never past its absolute deadline: an attacker who keeps a stolen token busy still loses it
 * (OWASP ASVS 5.0, 7.3.1 and 7.3.2).
 *
 * @returns Unix milliseconds.
 */
export function idleDeadlineAt(session: {
  readonly lastSeenAt: number;
  readonly idleTimeoutMs: number;
  readonly absoluteDeadlineAt: number;
}): number {
  return Math.min(session.lastSeenAt + session.idleTimeoutMs, session.absoluteDeadlineAt);
}
