import { once } from 'node:events';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../../../src/cli/run-cli.ts';
import { memoryNodes, useGateway } from '../../support/backends.ts';
import { HttpProxy, type HttpProxyHabits } from '../../support/http-proxy.ts';

type Env = Readonly<Record<string, string>>;

const app = 'http://localhost:5173';
const allowed = { RINGGATE_ALLOWED_ORIGINS: app };
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

async function doctor(
  args: readonly string[],
  env: Env = {},
): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const surroundings = {
    env,
    readFile: () => '',
    stdin: new PassThrough(),
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    interruption: () => AbortSignal.abort(),
  };
  const nothing = (): Promise<never> => Promise.reject(new Error('nothing is to be started'));
  const actions = { serve: nothing, openRing: nothing };
  const code = await runCli(['doctor', ...args], surroundings, actions);
  return { code, out: out.join(''), err: err.join('') };
}

/** The lines of one topic. */
function linesOf(topic: string, out: string): readonly string[] {
  return out.split('\n').filter((line) => line.slice(9).startsWith(`${topic} `));
}

function without(name: string, headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
}

describe('ringgate doctor', () => {
  const gateway = useGateway(memoryNodes, allowed);
  /** The gateway by the name of the page, so that both are of one site. */
  const urlOf = (port: string | number = new URL(gateway().url).port): string =>
    `http://localhost:${port}/graphql`;
  const behind = async (habits: HttpProxyHabits): Promise<string> => {
    const proxy = await HttpProxy.start(new URL(gateway().url).origin, habits);
    cleanups.push(() => proxy.close());
    return urlOf(proxy.port);
  };

  it('finds nothing wrong with an allowed origin of the same site', async () => {
    const port = new URL(gateway().url).port;
    const { code, out, err } = await doctor(['--origin', app, '--url', urlOf()], {
      ...allowed,
      PORT: port,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`A page of ${app} and the gateway at ${urlOf()},`);
    expect(linesOf('origin', out)).toEqual([
      `ok       origin       the gateway at ${urlOf()} accepts pages of ${app} and lets them read its answers`,
    ]);
    expect(linesOf('credentials', out)[0]).toContain("credentials: 'include'");
    expect(out).toMatch(/\nNothing stands in the way; mind the notes\.\n$/);
    expect(linesOf('configuration', out)).toEqual([]);
  });

  it('makes no session', async () => {
    const setCookies: string[] = [];
    const url = await behind({
      response: (headers) => {
        setCookies.push(...(headers['set-cookie'] ?? []));
        return headers;
      },
    });
    expect((await doctor(['--origin', app, '--url', url], allowed)).code).toBe(0);
    expect(setCookies).toEqual([]);
  });

  it('tells that the gateway does not allow an origin, whatever is configured here', async () => {
    const other = 'http://localhost:9';
    const { code, out } = await doctor(['--origin', other, '--url', urlOf()], {
      RINGGATE_ALLOWED_ORIGINS: other,
    });
    expect(code).toBe(1);
    expect(linesOf('origin', out)[0]).toMatch(/^problem .*does not allow http:\/\/localhost:9/);
    expect(linesOf('configuration', out)[0]).toMatch(/^note .*which allows http:\/\/localhost:9/);
  });

  it('tells that the gateway allows an origin that is not configured here', async () => {
    const { code, out } = await doctor(['--origin', app, '--url', urlOf()]);
    expect(code).toBe(0);
    expect(linesOf('configuration', out)[0]).toMatch(/^note .*does not allow/);
  });

  it('knows the own origin, also behind a proxy that passes Host on', async () => {
    for (const url of [urlOf(), await behind({})]) {
      const { code, out } = await doctor(['--origin', new URL(url).origin, '--url', url]);
      expect(code).toBe(0);
      expect(linesOf('origin', out)[0]).toMatch(/^ok/);
    }
  });

  it.each<[string, HttpProxyHabits, RegExp]>([
    [
      'strips the headers of CORS',
      { response: (headers) => without('access-control-allow-origin', headers) },
      /the preflight arrives without access-control-allow-origin, the answer arrives without/,
    ],
    [
      'answers OPTIONS itself',
      {
        answer: ({ method }, outgoing) =>
          method === 'OPTIONS' && Boolean(outgoing.writeHead(405).end()),
      },
      /the preflight arrives with the status 405$/,
    ],
    [
      'adds a wildcard',
      { response: (headers) => ({ ...headers, 'access-control-allow-origin': '*' }) },
      /the answer arrives with access-control-allow-origin: \*/,
    ],
    [
      'adds a second header',
      {
        response: (headers) => ({
          ...without('access-control-allow-origin', headers),
          'Access-Control-Allow-Origin': [app, app],
        }),
      },
      /the answer arrives with access-control-allow-origin: http:\/\/localhost:5173, http/,
    ],
  ])('sees a proxy that %s', async (_name, habits, text) => {
    const url = await behind(habits);
    const { code, out } = await doctor(['--origin', app, '--url', url], allowed);
    expect(code).toBe(1);
    const [line = ''] = linesOf('origin', out);
    expect(line).toMatch(/^problem .*accepts pages of http:\/\/localhost:5173, but they cannot/);
    expect(line.split(' -> ')[0]).toMatch(text);
    expect(linesOf('configuration', out)).toEqual([]);
  });

  it('sees a proxy that changes Host, by which the gateway knows its own origin', async () => {
    const url = await behind({ request: (headers) => ({ ...headers, host: 'upstream:4000' }) });
    const { code, out } = await doctor(['--origin', new URL(url).origin, '--url', url]);
    expect(code).toBe(1);
    expect(linesOf('origin', out)[0]).toMatch(/^problem .*the proxy changes Host/);
  });

  it.each<[string, HttpProxyHabits, RegExp]>([
    [
      'redirects',
      { answer: (_, to) => Boolean(to.writeHead(301, { location: 'https://b.example/' }).end()) },
      /redirects \(301\) to https:\/\/b\.example\//,
    ],
    [
      'answers a page',
      { answer: (_, to) => Boolean(to.writeHead(502, { 'content-type': 'text/html' }).end('x')) },
      /status 502 \(text\/html\)/,
    ],
    [
      'cuts the connection',
      { answer: (_, to) => Boolean(to.destroy()) },
      /connection was cut|hang up/,
    ],
  ])('sees something before the gateway that %s', async (_name, habits, text) => {
    const { code, out } = await doctor(['--origin', app, '--url', await behind(habits)], allowed);
    expect(code).toBe(1);
    expect(linesOf('gateway', out)[0]).toMatch(/^problem/);
    expect(linesOf('gateway', out)[0]).toMatch(text);
  });

  it('tells what does not answer, in time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const startedAt = performance.now();
    const hung = await doctor(['--origin', app, '--url', urlOf(port)], allowed);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(linesOf('gateway', hung.out)[0]).toMatch(/nothing came within 5000 ms/);
    silent.close();
    const gone = await doctor(['--origin', app, '--url', 'http://127.0.0.1:1'], allowed);
    expect(gone.code).toBe(1);
    expect(linesOf('gateway', gone.out)[0]).toContain('nothing listens there');
  });

  it('tells of an answer that is none', async () => {
    const upgraded =
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    for (const [answer, text] of [
      [upgraded, /it changes to another protocol, unasked/],
      ['220 smtp.example\r\n', /does not answer: Parse Error/],
      ['', /the connection was cut/],
    ] as const) {
      const odd = createServer((socket) => {
        socket.on('error', () => undefined).end(answer);
      }).listen(0, '127.0.0.1');
      await once(odd, 'listening');
      const { port } = odd.address() as AddressInfo;
      const { code, out } = await doctor(['--origin', app, '--url', urlOf(port)], allowed);
      odd.close();
      expect(code).toBe(1);
      expect(linesOf('gateway', out)[0]).toMatch(text);
    }
  });

  it('asks nobody without --url, and says so', async () => {
    const { code, out } = await doctor(['--origin', 'http://127.0.0.1:4711'], { PORT: '4711' });
    expect(code).toBe(0);
    expect(out).toContain(
      'http://127.0.0.1:4711/graphql,\nby the configuration of this environment; with --url',
    );
    const everywhere = { PORT: '1', HOST: '::', RINGGATE_DEMO: 'on' };
    expect((await doctor(['--origin', app], everywhere)).out).toContain(
      'http://localhost:1/graphql',
    );
  });

  it('tells a machine the same', async () => {
    const args = ['--origin', 'https://app.example', '--json'];
    const { code, out } = await doctor(args);
    expect(code).toBe(1);
    const report = JSON.parse(out) as { findings: { topic: string }[] };
    expect(report).toMatchObject({
      origin: 'https://app.example',
      url: 'http://127.0.0.1:4000/graphql',
      asked: false,
      works: false,
    });
    const { out: text } = await doctor(args.slice(0, 2));
    for (const { topic } of report.findings) expect(linesOf(topic, text)).toHaveLength(1);
  });

  it('has one problem with a file', async () => {
    for (const origin of ['null', 'file:///tmp/page.html']) {
      const { code, out } = await doctor(['--origin', origin, '--url', 'http://127.0.0.1:1']);
      expect(code).toBe(1);
      expect(linesOf('page', out)[0]).toMatch(/^problem .*has the origin null/);
    }
  });

  it.each<[readonly string[], RegExp, Env?]>([
    [[], /--origin <origin>' not specified/],
    [['--origin', 'app.example'], /must be an origin: .*as in https:\/\/app\.example or/],
    [['--origin', 'https://a.example/x'], /did you mean https:\/\/a\.example\?/],
    [['--origin', app, '--url', 'gateway.example'], /as in https:\/\/gateway\.example\/graphql/],
    [['--origin', app, '--url', 'http://a:hunter2@b.example'], /without a password/],
    [['--origin', app], /PORT is 0/, { PORT: '0' }],
  ])('calls %j wrong usage', async (...[args, text, env]) => {
    const { code, out, err } = await doctor(args, env);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(text);
  });

  it('tells the faults of the configuration', async () => {
    const { code, err } = await doctor(['--origin', app], { RINGGATE_COOKIE_PARTITIONED: 'on' });
    expect(code).toBe(78);
    expect(err).toContain('RINGGATE_COOKIE_PARTITIONED: must not be on without Secure');
  });
});
