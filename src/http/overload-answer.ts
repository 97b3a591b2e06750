import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HeaderList } from './api-headers.ts';
import { problemBody } from './problem.ts';

/** Short: what is shed is what came in one moment, and the next one has room again. */
const retryAfterSeconds = '1';

const body = problemBody(503, 'the gateway has too much to do: try again', 'OVERLOADED');

const ownHeaders: HeaderList = [
  ...['content-type', 'application/json; charset=utf-8'],
  ...['content-length', String(Buffer.byteLength(body))],
  ...['retry-after', retryAfterSeconds],
];

/**
 * Answers a request that is shed. Not through Fastify, since what has to be refused because there is too much has to cost
 * little.
 *
 * @param headers Of every answer.
 */
export function sendOverloaded(
  request: FastifyRequest,
  reply: FastifyReply,
  headers: HeaderList,
  maxBodyBytes: number,
): void {
  reply.hijack();
  const all = [...headers, ...ownHeaders, 'x-request-id', request.id];
  // Node reads the rest of a body and throws it away, which is cheaper than a new connection; unless it is a long one.
  const length = request.headers['content-length'] ?? '0';
  const isLong = 'transfer-encoding' in request.headers || Number(length) > maxBodyBytes;
  if (isLong) all.push('connection', 'close');
  reply.raw.writeHead(503, all).end(body);
}
