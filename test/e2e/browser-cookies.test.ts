import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserFinding, FindingTopic } from '../../src/browsers/browser-finding.ts';
import { diagnose, diagnoseOpaqueOrigin } from '../../src/browsers/diagnosis.ts';
import { startGatewayUnderTest } from '../support/gateway-under-test.ts';
import { WebBrowser } from '../support/web-browser.ts';
import type { WebPage } from '../support/web-page.ts';

/** What became of the cookie, and of the answer. */
interface Outcome {
  readonly readable: boolean;
  /** Whether the second request carried the cookie that the answer to the first one set. */
  readonly cookie: boolean;
}

const hosts = ['*.example', '*.github.io'];
/** What keeps the cookie from its way, as the doctor has it. */
const cookieTopics: readonly FindingTopic[] = ['transport', 'secure', 'domain', 'same-site'];

const secure = { RINGGATE_COOKIE_SECURE: 'on' };
const none = { ...secure, RINGGATE_COOKIE_SAMESITE: 'None' };
const ofDomain = (domain: string): Record<string, string> => ({ RINGGATE_COOKIE_DOMAIN: domain });

let browser: WebBrowser;
let pages: Server;

beforeAll(async () => {
  browser = await WebBrowser.start(hosts);
  pages = createServer((_request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<!doctype html><title>page</title>');
  });
  pages.listen(0, '127.0.0.1');
  await once(pages, 'listening');
});

afterAll(async () => {
  await browser.close();
  pages.close();
  pages.closeAllConnections();
});

/** Asks from a page, as a client with `credentials: 'include'` does. @returns The data; absent when it is unreadable. */
async function ask(
  page: WebPage,
  url: string,
  query: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return page.page.evaluate(
    async ([url, body]) => {
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'POST', headers, body, credentials: 'include' as const };
      const response = await fetch(url, options).catch(() => undefined);
      const answer = (await response?.json()) as { data?: Record<string, unknown> } | undefined;
      return answer?.data;
    },
    [url, JSON.stringify({ query })] as const,
  );
}

/** Writes to the session, and then reads it. */
async function outcomeOf(page: WebPage, url: string): Promise<Outcome> {
  const written = await ask(page, url, 'mutation { setSessionValue(key: "a", value: 1) { id } }');
  const read = await ask(page, url, '{ session { id } }');
  return { readable: written !== undefined, cookie: Boolean(read?.['session']) };
}

/** What the doctor expects of it. */
function expectationOf(findings: readonly BrowserFinding[]): Outcome {
  const problems = findings.filter(({ level }) => level === 'problem').map(({ topic }) => topic);
  const readable = !problems.includes('origin') && !problems.includes('page');
  return { readable, cookie: readable && !problems.some((topic) => cookieTopics.includes(topic)) };
}

describe('the doctor agrees with Chromium on', () => {
  it.each<[string, string, string, Readonly<Record<string, string>>, Outcome]>([
    ['another port', 'localhost', 'localhost', {}, { readable: true, cookie: true }],
    ['two names of this machine', 'localhost', '127.0.0.1', {}, { readable: true, cookie: false }],
    [
      'two names of this machine, SameSite=Strict',
      'localhost',
      '127.0.0.1',
      { RINGGATE_COOKIE_SAMESITE: 'Strict' },
      { readable: true, cookie: false },
    ],
    [
      'two names of this machine, Partitioned',
      'localhost',
      '127.0.0.1',
      { ...none, RINGGATE_COOKIE_PARTITIONED: 'on' },
      { readable: true, cookie: true },
    ],
    [
      'Secure over http on this machine',
      'localhost',
      'localhost',
      secure,
      { readable: true, cookie: true },
    ],
    [
      'two hosts of one site',
      'app.a.example',
      'api.a.example',
      {},
      { readable: true, cookie: true },
    ],
    ['two sites', 'app.example', 'api.example', {}, { readable: true, cookie: false }],
    ['two users of a hoster', 'a.github.io', 'b.github.io', {}, { readable: true, cookie: false }],
    [
      'Secure over http',
      'app.a.example',
      'api.a.example',
      secure,
      { readable: true, cookie: false },
    ],
    [
      'a Domain above',
      'app.a.example',
      'api.a.example',
      ofDomain('a.example'),
      { readable: true, cookie: true },
    ],
    [
      'a Domain beside',
      'app.a.example',
      'api.a.example',
      ofDomain('app.a.example'),
      { readable: true, cookie: false },
    ],
    [
      'an origin that is not allowed',
      'localhost',
      'localhost',
      { RINGGATE_ALLOWED_ORIGINS: 'http://localhost:1' },
      { readable: false, cookie: false },
    ],
  ])('%s', async (_name, pageHost, gatewayHost, env, expected) => {
    const origin = `http://${pageHost}:${(pages.address() as AddressInfo).port}`;
    const gateway = await startGatewayUnderTest({ RINGGATE_ALLOWED_ORIGINS: origin, ...env });
    const url = new URL(gateway.url);
    url.hostname = gatewayHost;
    const user = await browser.user({ expectedOrigins: [url.origin] });
    try {
      expect(await outcomeOf(await user.open(origin), url.href)).toEqual(expected);
      const encounter = { ...gateway.config, page: new URL(origin), gateway: url };
      expect(expectationOf(diagnose(encounter))).toEqual(expected);
    } finally {
      await user.close();
      await gateway.stop();
    }
  });

  it('the own origin', async () => {
    const gateway = await startGatewayUnderTest();
    const user = await browser.user();
    const page = new URL(gateway.url).origin;
    try {
      const expected = { readable: true, cookie: true };
      expect(await outcomeOf(await user.open(page), gateway.url)).toEqual(expected);
      const encounter = { ...gateway.config, page: new URL(page), gateway: new URL(gateway.url) };
      expect(expectationOf(diagnose(encounter))).toEqual(expected);
    } finally {
      await user.close();
      await gateway.stop();
    }
  });

  it('a page from a file', async () => {
    const gateway = await startGatewayUnderTest({ RINGGATE_ALLOWED_ORIGINS: 'http://localhost:1' });
    const user = await browser.user({ expectedOrigins: [new URL(gateway.url).origin] });
    try {
      const page = await user.open(pathToFileURL('LICENSE').href);
      const expected = { readable: false, cookie: false };
      expect(await outcomeOf(page, gateway.url)).toEqual(expected);
      expect(expectationOf(diagnoseOpaqueOrigin())).toEqual(expected);
      expect(gateway.logText()).toContain('ringgate doctor --origin null');
    } finally {
      await user.close();
      await gateway.stop();
    }
  });
});

describe('a Partitioned cookie', () => {
  it('belongs to the site of the page, and is gone after logout', async () => {
    const origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
    const gateway = await startGatewayUnderTest({
      ...none,
      RINGGATE_ALLOWED_ORIGINS: origin,
      RINGGATE_COOKIE_PARTITIONED: 'on',
    });
    const user = await browser.user({ expectedOrigins: [new URL(gateway.url).origin] });
    try {
      const page = await user.open(origin);
      const login = 'mutation { login(username: "wupeiqi", password: "123") { __typename } }';
      expect(await ask(page, gateway.url, login)).toEqual({
        login: { __typename: 'LoginSuccess' },
      });
      expect(await user.cookies()).toMatchObject([
        { name: '__Host-session-partitioned', partitionKey: 'http://localhost' },
      ]);
      expect(await ask(page, gateway.url, 'mutation { logout }')).toEqual({ logout: true });
      expect(await user.cookies()).toEqual([]);
    } finally {
      await user.close();
      await gateway.stop();
    }
  });
});
