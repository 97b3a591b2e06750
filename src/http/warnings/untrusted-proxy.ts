import { clientAddress } from '../client-address.ts';
import { headerOf, type WarnedRequest } from './warned-request.ts';

const forwarding = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];

/**
 * The address of a proxy that forwards for a client and is not trusted to.
 *
 * @returns Absent when nothing is forwarded, or it counts, or that cannot be told.
 */
export function untrustedProxyOf(request: WarnedRequest): string | undefined {
  // Where some are trusted, only X-Forwarded-For tells whether this one is: its addresses have joined the socket's.
  const isForwarded =
    request.ips === undefined
      ? forwarding.some((name) => request.headers[name] !== undefined)
      : request.ips.length === 1 && headerOf(request, 'x-forwarded-for') !== undefined;
  return isForwarded ? clientAddress(request.socket.remoteAddress) : undefined;
}
