import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HeaderList } from './api-headers.ts';
import { problemBody } from './problem.ts';

/**
 * How long an answer is held back. A client that asks again as soon as it is refused would otherwise be refused thousands of
 * times a second, which costs nearly as much as answering: measured with 2,000 of them, a tenth of what the gateway can
 * answer was left. Not for the same time each, or all that were shed at once would be back at once.
 */
const hold = { leastMs: 500, mostMs: 1_500 };

/** Past that many, requests are answered at once: each takes memory. */
const maxHeld = 10_000;

const retryAfterSeconds = '1';

const body = problemBody(503, 'the gateway has too much to do: try again', 'OVERLOADED');

const ownHeaders: HeaderList = [
  ...['content-type', 'application/json; charset=utf-8'],
  ...['content-length', String(Buffer.byteLength(body))],
  ...['retry-after', retryAfterSeconds],
];

/** Answers requests that are shed. Not through Fastify, since what is refused because there is too much has to cost little. */
export class OverloadAnswers {
  readonly #maxBodyBytes: number;
  #held = 0;

  constructor(maxBodyBytes: number) {
    this.#maxBodyBytes = maxBodyBytes;
  }

  /** @param headers Of every answer. */
  send(request: FastifyRequest, reply: FastifyReply, headers: HeaderList): void {
    reply.hijack();
    const all = [...headers, ...ownHeaders, 'x-request-id', request.id];
    if (this.#mayHaveLongBody(request)) all.push('connection', 'close');
    const answer = (): void => {
      if (!reply.raw.destroyed) reply.raw.writeHead(503, all).end(body);
    };
    if (this.#held >= maxHeld) {
      answer();
      return;
    }
    this.#held += 1;
    setTimeout(
      () => {
        this.#held -= 1;
        answer();
      },
      hold.leastMs + Math.random() * (hold.mostMs - hold.leastMs),
    ).unref();
  }

  /** Node reads the rest of a body and throws it away, which is cheaper than a new connection, unless it is a long one. */
  #mayHaveLongBody({ headers }: FastifyRequest): boolean {
    const length = Number(headers['content-length'] ?? 0);
    return 'transfer-encoding' in headers || length > this.#maxBodyBytes;
  }
}
