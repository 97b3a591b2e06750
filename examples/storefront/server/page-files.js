import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** Only what the page itself brings may run, be shown or be asked; nobody may frame it. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  // The gateway's WebSocket too: it has the same host and port.
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const pageHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};

/**
 * The built page, read once, so that no path of a request ever reaches the file system.
 *
 * @param {string} folder With an index.html and its assets.
 * @returns {(request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse) => void}
 *   Answers one request. A path that is no file is a view of the page, which the page itself shows.
 */
export function pageFiles(folder) {
  const files = readFiles(folder);
  return (request, response) => {
    const [path] = (request.url ?? '/').split('?', 1);
    const isView = extname(path) === '';
    const file = files.get(isView ? '/index.html' : path);
    if (file === undefined) return void response.writeHead(404, pageHeaders).end();
    if (!['GET', 'HEAD'].includes(request.method ?? '')) {
      return void response.writeHead(405, { ...pageHeaders, allow: 'GET, HEAD' }).end();
    }
    response.writeHead(200, { ...pageHeaders, ...file.headers });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };
}

function readFiles(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = `/${relative(folder, file).split(sep).join('/')}`;
        const body = readFileSync(file);
        const headers = {
          'content-type': types.get(extname(file)) ?? 'application/octet-stream',
          'content-length': body.length,
          // The names of assets hold a hash of what is in them.
          'cache-control': path.startsWith('/assets/')
            ? 'public, max-age=31536000, immutable'
            : 'no-cache',
        };
        return [path, { headers, body }];
      }),
  );
}
