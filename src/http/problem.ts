import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply } from 'fastify';
import type { HeaderList } from './api-headers.ts';

/**
 * An answer for what never became a GraphQL operation: in the same shape, so that clients need one reader.
 *
 * @param code By default what the status says.
 */
export function problemBody(status: number, message: string, code = codeOf(status)): string {
  return JSON.stringify({ errors: [{ message, extensions: { code } }] });
}

function codeOf(status: number): string {
  if (status === 403) return 'FORBIDDEN';
  return status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
}

/**
 * Sends a problem; nobody may keep it.
 *
 * @param headers Besides those of every problem.
 */
export function sendProblem(
  reply: FastifyReply,
  status: number,
  message: string,
  headers: HeaderList = [],
): FastifyReply {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    reply.header(headers[index] ?? '', headers[index + 1]);
  }
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('x-request-id', reply.request.id)
    .type('application/json; charset=utf-8')
    .send(problemBody(status, message));
}

/** What is read of an error that Fastify met. */
export type RequestError = Pick<FastifyError, 'statusCode' | 'code'>;

/**
 * What the client is told of an error that Fastify met before the handler: written here, never the error's own words.
 */
export function describeRequestError(
  error: RequestError,
  maxBodyBytes: number,
): { readonly status: number; readonly message: string } {
  const status = error.statusCode ?? 500;
  if (status >= 500) return { status: 500, message: 'the gateway failed' };
  if (status === 413) return { status, message: `the body is larger than ${maxBodyBytes} bytes` };
  if (status === 415) return { status, message: 'send the body as application/json' };
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY') {
    return { status: 400, message: 'Invalid JSON in the body' };
  }
  return { status, message: STATUS_CODES[status] ?? 'Bad Request' };
}
