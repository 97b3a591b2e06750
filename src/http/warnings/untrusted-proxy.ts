import { clientAddress } from '../client-address.ts';
import { headerOf, type WarnedRequest } from './warned-request.ts';

/**
 * The address of a proxy that forwards for a client and is not trusted to.
 *
 * @returns Absent when nothing is forwarded, or it counts.
 */
export function untrustedProxyOf(request: WarnedRequest): string | undefined {
  if (headerOf(request, 'x-forwarded-for') === undefined) return undefined;
  const isTrusted = request.ips !== undefined && request.ips.length > 1;
  return isTrusted ? undefined : clientAddress(request.socket.remoteAddress);
}
