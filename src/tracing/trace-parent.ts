import { createTraceState, type SpanContext } from '@opentelemetry/api';
import type { IncomingHttpHeaders } from 'node:http';

/** A version that is later than 00 may go on after the flags (W3C Trace Context, 3.2.4). */
const traceParentPattern =
  /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/** Longest that is taken over (W3C Trace Context, 3.3.1.5). */
const maxTraceStateLength = 512;

/**
 * The span that a request was made in, as its headers tell (W3C Trace Context).
 *
 * @returns Absent when they don't, or are malformed.
 */
export function traceParent(headers: IncomingHttpHeaders): SpanContext | undefined {
  const { traceparent, tracestate }: Record<string, unknown> = headers;
  if (typeof traceparent !== 'string') return undefined;
  const [, version, traceId, spanId, flags, more] = traceParentPattern.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === '00' && more !== undefined) return undefined;
  const isKept = typeof tracestate === 'string' && tracestate.length <= maxTraceStateLength;
  return {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(isKept && { traceState: createTraceState(tracestate) }),
  };
}
