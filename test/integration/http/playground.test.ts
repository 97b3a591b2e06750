import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { Playground, type PlaygroundOptions } from '../../../src/http/playground/playground.ts';

const navigation = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const script = 'console.log("the playground");'.repeat(50);

let folder: string;
let fastify: FastifyInstance;
let origin: string;

beforeEach(() => {
  fastify = Fastify();
  fastify.setNotFoundHandler((_request, reply) => reply.code(404).send('not here'));
  folder = mkdtempSync(join(tmpdir(), 'ringgate-playground-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<meta name="demo-user" content="off" /><p>page</p>');
  writeFileSync(join(folder, '.inputs'), 'digest');
  writeFileSync(join(folder, 'assets', 'app-1.js'), script);
  writeFileSync(join(folder, 'assets', 'app-1.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'assets', 'app-1.js.gz'), gzipSync(script));
});

afterEach(async () => {
  await fastify.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A server whose `/graphql` answers `graphql` to whom the playground leaves to it. */
async function serve(options: Partial<PlaygroundOptions> = {}): Promise<void> {
  const playground = Playground.open({
    secure: false,
    demoUser: false,
    folder: pathToFileURL(`${folder}/`),
    ...options,
  });
  if (playground === undefined) throw new Error('The page is not there');
  fastify.route({
    method: ['GET', 'HEAD', 'POST'],
    url: '/graphql',
    handler: (received, reply) => {
      if (!playground.take(received, reply)) void reply.send('graphql');
    },
  });
  playground.addAssets(fastify);
  origin = await fastify.listen({ host: '127.0.0.1', port: 0 });
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** As it came, compressed or not. */
  readonly body: Buffer;
}

/** The path goes out as it is written. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(origin, { method, path, headers, agent: false }, (response) => {
      buffer(response).then((body) => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      }, reject);
    })
      .on('error', reject)
      .end();
  });
}

describe('the page of the playground', () => {
  it('is for browsers that open the address', async () => {
    await serve();
    const page = await ask('GET', '/graphql', { accept: navigation });
    expect(page.status).toBe(200);
    expect(page.body.toString()).toContain('<p>page</p>');
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
      vary: 'accept',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; script-src 'self';.* frame-ancestors 'none'$/,
      ) as unknown,
    });
    expect(page.headers['strict-transport-security']).toBeUndefined();
  });

  it.each([
    ['GraphQL clients', '/graphql', { accept: 'application/json' }],
    ['who takes anything', '/graphql', { accept: '*/*' }],
    ['who asks for events', '/graphql', { accept: 'text/event-stream' }],
    ['who sends a query in the address', '/graphql?query={a}', { accept: navigation }],
    ['who wants a WebSocket', '/graphql', { accept: navigation, upgrade: 'websocket' }],
  ])('is not for %s', async (_who, url, headers) => {
    await serve();
    expect((await ask('GET', url, headers)).body.toString()).toBe('graphql');
  });

  it('is not for POST', async () => {
    await serve();
    const answer = await ask('POST', '/graphql', { accept: navigation });
    expect(answer.body.toString()).toBe('graphql');
  });

  it('is not sent again to who has it', async () => {
    await serve();
    const { headers } = await ask('GET', '/graphql', { accept: navigation });
    const etag = String(headers.etag);
    // The second as a proxy that compresses hands it on.
    for (const known of [`"other", ${etag}`, `W/${etag}`]) {
      const again = { accept: navigation, 'if-none-match': known };
      const answer = await ask('GET', '/graphql', again);
      expect(answer.status).toBe(304);
      expect(answer.body).toHaveLength(0);
    }
    const other = { accept: navigation, 'if-none-match': '"other"' };
    expect((await ask('GET', '/graphql', other)).status).toBe(200);
  });

  it('has a head without a body', async () => {
    await serve();
    const head = await ask('HEAD', '/graphql', { accept: navigation });
    expect(head.status).toBe(200);
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it('offers the demo user where it may sign in', async () => {
    await serve({ demoUser: true });
    const page = await ask('GET', '/graphql', { accept: navigation });
    expect(page.body.toString()).toContain('name="demo-user" content="on"');
  });

  it('insists on https where the gateway is served over it', async () => {
    await serve({ secure: true });
    for (const url of ['/graphql', '/graphql/playground/assets/app-1.js']) {
      const { headers } = await ask('GET', url, { accept: navigation });
      expect(headers['strict-transport-security']).toBe('max-age=31536000');
    }
  });

  it('is absent where it was not built', async () => {
    rmSync(join(folder, 'index.html'));
    await expect(serve()).rejects.toThrow('The page is not there');
  });
});

describe('the files of the playground', () => {
  const address = '/graphql/playground/assets/app-1.js';

  it.each(['br', 'gzip'])('come compressed as %s, to be kept for a year', async (encoding) => {
    await serve();
    const file = await ask('GET', address, { 'accept-encoding': encoding });
    expect(file.headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': 'application/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("script-src 'self'") as unknown,
      vary: 'accept-encoding',
    });
    expect(file.body.length).toBeLessThan(script.length);
  });

  it('come as they are to who takes nothing compressed', async () => {
    await serve();
    const file = await ask('GET', address);
    expect(file.headers['content-encoding']).toBeUndefined();
    expect(file.body.toString()).toBe(script);
  });

  it.each([
    '/graphql/playground/assets/missing.js',
    '/graphql/playground/assets/',
    '/graphql/playground/index.html',
    '/graphql/playground/.inputs',
    '/graphql/playground/assets/%2e%2e/.inputs',
  ])('are no others: %s', async (url) => {
    await serve();
    const answer = await ask('GET', url, { accept: navigation });
    expect([403, 404]).toContain(answer.status);
    expect(answer.body.toString()).not.toContain('digest');
  });
});
