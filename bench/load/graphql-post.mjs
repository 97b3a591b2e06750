import { request, Agent } from 'node:http';
import { ANSWER_WITHIN_MS } from './answer-time.mjs';

const agent = new Agent({ keepAlive: true, maxSockets: 8, timeout: ANSWER_WITHIN_MS });

/** As a browser sends it, so that a gateway which keeps the device has one to keep. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

/**
 * Sends one operation.
 *
 * @param url Of the GraphQL endpoint.
 * @param operation `query`, and maybe `variables`.
 * @param cookie The whole Cookie header; absent: none.
 * @returns Status, text of the body, the cookies that were set, and the answer's size in bytes with its header.
 */
export function postGraphql(url, operation, cookie) {
  const body = JSON.stringify(operation);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': USER_AGENT,
    ...(cookie !== undefined && { cookie }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, agent, timeout: ANSWER_WITHIN_MS });
    sent.once('timeout', () => sent.destroy(new Error(`${url} did not answer`)));
    sent.once('error', reject);
    sent.once('response', (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks);
        resolve({
          status: response.statusCode,
          text: text.toString(),
          setCookies: response.headers['set-cookie'] ?? [],
          totalBytes: headerBytes(response) + text.length,
        });
      });
    });
    sent.end(body);
  });
}

function headerBytes(response) {
  const statusLine = `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n`;
  // Raw headers alternate name and value; each line adds ": " and CRLF, the block ends with another CRLF.
  const lines = response.rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part) + 2, 0);
  return statusLine.length + lines + 2;
}
