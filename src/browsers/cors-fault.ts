import type { GatewayAnswer } from './gateway-answer.ts';
import { printable } from './printable.ts';

/**
 * What keeps a page of an origin from reading an answer (Fetch Standard, CORS check with credentials).
 *
 * @returns Continues `the answer arrives`; absent when the page may read it.
 */
export function corsFault({ headers }: GatewayAnswer, origin: string): string | undefined {
  const allowed = headers['access-control-allow-origin'];
  if (allowed === undefined) return 'without access-control-allow-origin';
  if (allowed === '*') {
    return 'with access-control-allow-origin: *, which browsers do not take when the cookie is sent';
  }
  if (allowed !== origin) return `with access-control-allow-origin: ${printable(allowed)}`;
  return headers['access-control-allow-credentials'] === 'true'
    ? undefined
    : 'without access-control-allow-credentials: true';
}

/** The same of a preflight, which must also allow the type of the body. */
export function preflightFault(answer: GatewayAnswer, origin: string): string | undefined {
  if (answer.status < 200 || answer.status > 299) return `with the status ${answer.status}`;
  const fault = corsFault(answer, origin);
  if (fault !== undefined) return fault;
  const names = answer.headers['access-control-allow-headers'] ?? '';
  return names
    .toLowerCase()
    .split(',')
    .some((name) => name.trim() === 'content-type')
    ? undefined
    : 'without content-type among access-control-allow-headers';
}
