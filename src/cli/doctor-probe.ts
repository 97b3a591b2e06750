import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isNativeError } from 'node:util/types';
import type { GatewayAnswer, GatewayAnswers, NoAnswer } from '../browsers/gateway-answer.ts';
import { isLoopbackHost } from '../browsers/loopback-host.ts';
import { siteRelation } from '../browsers/site.ts';

/** How long one answer may take, in milliseconds. */
const answerTimeoutMs = 5_000;

const longestBodyBytes = 65_536;
const userAgent = 'ringgate-doctor';
const mutation = JSON.stringify({ query: 'mutation RinggateDoctor { __typename }' });

const failures: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'the name does not resolve'],
  ['EAI_AGAIN', 'the name cannot be resolved now'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPROTO', 'it does not speak TLS'],
]);

/**
 * Asks the gateway what a page of this origin would ask: a preflight, as browsers send it for another origin, and a
 * mutation that does nothing. No cookie goes with them, and none comes back.
 *
 * @returns Never rejects: what goes wrong is an answer, too.
 */
export async function askGateway(page: URL, gateway: URL): Promise<GatewayAnswers> {
  const relation = siteRelation(page, gateway);
  const origin = { origin: page.origin, 'user-agent': userAgent };
  const [preflight, answer] = await Promise.all([
    relation === 'same-origin'
      ? undefined
      : ask(gateway, 'OPTIONS', {
          ...origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        }),
    ask(
      gateway,
      'POST',
      {
        ...origin,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(mutation)),
        // Browsers say it to addresses that they trust only (Fetch Metadata).
        ...(isTrustworthy(gateway) ? { 'sec-fetch-site': relation, 'sec-fetch-mode': 'cors' } : {}),
      },
      mutation,
    ),
  ]);
  return { preflight, mutation: answer };
}

function isTrustworthy(url: URL): boolean {
  return url.protocol === 'https:' || isLoopbackHost(url.hostname);
}

async function ask(
  url: URL,
  method: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<GatewayAnswer | NoAnswer> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = request(url, { method, headers, signal, agent: false });
  // Also after the answer was given up: an error that nobody hears would end the process.
  outgoing.on('error', () => undefined);
  // Without this, Node closes the connection, and there is neither an answer nor an error.
  outgoing.once('upgrade', (_answer, socket) => {
    socket.destroy();
    outgoing.emit('error', new Error('it changes to another protocol, unasked'));
  });
  try {
    const answered = once(outgoing, 'response', { signal }) as Promise<[IncomingMessage]>;
    outgoing.end(body);
    const [incoming] = await answered;
    const text = await beginningOf(incoming);
    return {
      status: incoming.statusCode ?? 0,
      headers: joined(incoming.headersDistinct),
      body: text,
    };
  } catch (error) {
    return signal.aborted ? { failure: `nothing came within ${answerTimeoutMs} ms` } : why(error);
  } finally {
    outgoing.destroy();
  }
}

async function beginningOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= longestBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, longestBodyBytes).toString('utf8');
}

function joined(distinct: Readonly<Record<string, string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(distinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
}

/** Of several addresses of one name the last failure stands for all. */
function why(error: unknown): NoAnswer {
  const cause: unknown =
    isNativeError(error) && 'errors' in error && Array.isArray(error.errors)
      ? error.errors.at(-1)
      : error;
  const code = isNativeError(cause) && 'code' in cause ? String(cause.code) : '';
  if (/CERT|SIGNATURE|ALTNAME/.test(code)) {
    return {
      failure: `its certificate is not trusted here (${code}), nor by browsers that do not know its issuer`,
      wayOut:
        'use a certificate for this name of an issuer that browsers know; one that Node is to know is named by NODE_EXTRA_CA_CERTS',
    };
  }
  return {
    failure: failures.get(code) ?? (isNativeError(cause) ? cause.message : String(cause)),
  };
}
