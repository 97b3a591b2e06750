import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chromiumPath } from '../support/chromium-path.ts';
import { waitFor } from '../support/wait-for.ts';
import { WebBrowser } from '../support/web-browser.ts';
import type { WebPage } from '../support/web-page.ts';
import type { WebUser } from '../support/web-user.ts';

let browser: WebBrowser;
let user: WebUser;
let server: Server;

beforeAll(async () => {
  browser = await WebBrowser.start();
});

afterAll(async () => {
  await browser.close();
});

afterEach(async () => {
  await user.close();
  server.close();
});

/** Serves one page, its script at `/script.js`, and an icon of a kind; every other path is not there. */
async function open(body: string, script = ''): Promise<WebPage> {
  server = createServer((request, response) => {
    const [type, text] =
      request.url === '/'
        ? ['text/html', `<!doctype html><html lang=en><title>A page</title><main>${body}</main>`]
        : ['text/javascript', script];
    response.writeHead(
      ['/', '/script.js', '/favicon.ico'].includes(request.url ?? '') ? 200 : 404,
      {
        'content-type': type,
        'content-security-policy': "default-src 'self'; img-src * data:; connect-src *",
        'set-cookie': 'known=1; HttpOnly; SameSite=Lax; Path=/',
      },
    );
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  user = await browser.user();
  return user.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

const useScript = '<script src="/script.js"></script>';

async function complains(page: WebPage, what: RegExp): Promise<void> {
  await waitFor(`the page complains of ${String(what)}, not of ${page.complaints.join('; ')}`, () =>
    page.complaints.some((complaint) => what.test(complaint)),
  );
}

describe('a browser for tests', () => {
  it('has no complaint about a page without fault, and keeps its cookies', async () => {
    const page = await open(`<h1>Hello</h1>${useScript}`, 'document.title = "Its script ran"');
    expect(await page.page.title()).toBe('Its script ran');
    expect(await page.axe()).toEqual([]);
    expect(page.complaints).toEqual([]);
    expect(await user.cookies()).toEqual([
      expect.objectContaining({ name: 'known', httpOnly: true, sameSite: 'Lax', path: '/' }),
    ]);
  });

  it.each([
    ['an error on the console', 'console.error("broken")', /^error: broken/],
    ['a warning', 'console.warn("doubtful")', /^warning: doubtful/],
    ['an error that nobody catches', 'throw new Error("thrown")', /^uncaught: .*thrown/],
    ['a rejection that nobody handles', 'void Promise.reject(new Error("no"))', /^uncaught: .*no/],
    [
      'an image from elsewhere',
      'new Image().src = "http://a.test/x.png"',
      /^asks http:\/\/a\.test/,
    ],
    ['a request to elsewhere', 'void fetch("http://a.test/x")', /^asks http:\/\/a\.test/],
    ['a socket to elsewhere', 'new WebSocket("ws://a.test/x")', /^asks ws:\/\/a\.test/],
    ['what its policy forbids', 'eval("1")', /Content Security Policy/],
    [
      'a style that its policy forbids',
      'document.body.setAttribute("style", "x:y")',
      /Content Security Policy/,
    ],
    ['what is not there', 'void fetch("/missing")', /^error: .*404.*missing/],
  ])('complains of %s', async (_what, script, complaint) => {
    const page = await open(`<h1>Hello</h1>${useScript}`, script);
    await complains(page, complaint);
  });

  it('takes complaints that are expected', async () => {
    const page = await open(useScript, 'console.error("expected"); console.error("surprising")');
    await complains(page, /surprising/);
    expect(page.takeComplaints(/expected/)).toHaveLength(1);
    expect(page.complaints).toEqual([expect.stringContaining('surprising')]);
  });

  it('finds what people with other senses would miss, but for exceptions', async () => {
    const page = await open('<h1>Hello</h1><img id=nameless src="data:,">');
    expect(await page.axe()).toEqual([
      expect.objectContaining({ rule: 'image-alt', nodes: [expect.stringContaining('#nameless')] }),
    ]);
    const exception = { rule: 'image-alt', selector: '#nameless' };
    expect(await page.axe([exception])).toEqual([]);
    expect(await page.axe([{ ...exception, rule: 'region' }])).toHaveLength(1);
  });
});

describe('where Chromium is looked for', () => {
  it('says how to get it where it is not', () => {
    expect(() => chromiumPath({ CHROMIUM_PATH: '/nowhere' })).toThrow('CHROMIUM_PATH is /nowhere');
  });
});
