import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response as LoadedFile } from 'playwright-core';
import { nodesOf } from '../support/backends.ts';
import { cookieKey } from '../support/gateway-under-test.ts';
import { GatewayProcess } from '../support/gateway-process.ts';
import { writeUsersFile } from '../support/known-users.ts';
import { PlaygroundPage } from '../support/playground-page.ts';
import { type RedisServer, startRedisServers } from '../support/redis-server.ts';
import { WebBrowser, type WebUserOptions } from '../support/web-browser.ts';
import type { WebUser } from '../support/web-user.ts';

let servers: RedisServer[];
let gateway: GatewayProcess;
let browser: WebBrowser;
let url: string;
const users: WebUser[] = [];

beforeAll(async () => {
  servers = await startRedisServers(3);
  gateway = new GatewayProcess({ PORT: '0', RINGGATE_NODES: nodesOf(servers) });
  [browser, url] = await Promise.all([WebBrowser.start(), gateway.ready()]);
}, 60_000);

afterEach(async () => {
  for (const user of users.splice(0)) await user.close();
});

afterAll(async () => {
  await browser.close();
  await gateway.kill();
  for (const server of servers) await server.stop();
});

async function newUser(options?: WebUserOptions): Promise<WebUser> {
  const user = await browser.user(options);
  users.push(user);
  return user;
}

async function open(options?: WebUserOptions): Promise<PlaygroundPage> {
  return PlaygroundPage.open(await newUser(options), url);
}

// GraphiQL puts the button that closes a tab inside the tab. Both are reached by the keyboard, and named.
const graphiqlTabs = { rule: 'nested-interactive', selector: '.graphiql-tab' };

describe('the playground', () => {
  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 390, height: 844 } }],
  ] as const)('opens for everybody, without a complaint: %s', async (_how, options) => {
    const playground = await open(options);
    const { page } = playground.watched;
    expect(await page.title()).toBe('Ringgate playground');
    expect(await page.getByRole('heading', { name: 'Ringgate' }).isVisible()).toBe(true);
    expect(await playground.watched.axe([graphiqlTabs])).toEqual([]);

    await playground.press('Execute');
    await playground.shows('LoginSuccess');
    expect(await playground.watched.axe([graphiqlTabs])).toEqual([]);
    expect(playground.watched.complaints).toEqual([]);
  });

  it('shows the documentation of the schema', async () => {
    const playground = await open();
    const { page } = playground.watched;
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'LoginThrottled' }).click();
    await page.getByText('Too many failed logins for this account').waitFor();
    expect(await playground.watched.axe([graphiqlTabs])).toEqual([]);
    expect(playground.watched.complaints).toEqual([]);
  });

  it('signs in, keeps a value, reads and signs out by its examples', async () => {
    const user = await newUser();
    const playground = await PlaygroundPage.open(user, url);
    await playground.run('KeepValue', '"bread"');
    await playground.run('LogIn', 'LoginSuccess');
    const [cookie, ...others] = await user.cookies();
    expect(cookie).toMatchObject({
      name: 'session',
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      domain: '127.0.0.1',
    });
    expect(others).toEqual([]);
    expect(await playground.watched.page.evaluate('document.cookie')).toBe('');

    await playground.run('ReadSession', '"username": "wupeiqi"');
    await playground.shows('"bread"');
    await playground.run('ListSessions', '"current": true');
    await playground.run('RevokeOthers', '"revokeOtherSessions": ');
    await playground.run('LogOut', '"logout": true');
    expect(await user.cookies()).toEqual([]);
    await playground.run('ReadSession', '"session": null');
    expect(playground.watched.complaints).toEqual([]);
  });

  it('tells what happens to the session while it happens', async () => {
    const user = await newUser();
    const listener = await PlaygroundPage.open(user, url);
    await listener.run('LogIn', 'LoginSuccess');
    await listener.run('Listen', '"CURRENT"');
    const other = await PlaygroundPage.open(user, url);
    await other.run('KeepValue', '"bread"');
    await listener.shows('"CHANGED"');
    await other.run('LogOut', '"logout": true');
    await listener.shows('"ENDED"');
    expect(listener.watched.complaints).toEqual([]);
  });

  it('runs what is typed by Ctrl-Enter, without a mouse', async () => {
    const playground = await open();
    await playground.type('Typed', 'query Typed { nobody: session { id } }');
    await playground.watched.page.keyboard.press('ControlOrMeta+Enter');
    await playground.shows('"nobody": null');
    expect(playground.watched.complaints).toEqual([]);
  });

  it('underlines a mistake', async () => {
    const playground = await open();
    await playground.type('Mistaken', 'query Mistaken { sesion { id } }');
    await playground.watched.page.locator('.squiggly-error').first().waitFor();
    expect(playground.watched.complaints).toEqual([]);
  });

  it('takes the colours of the system, also when they change', async () => {
    const playground = await open({ colorScheme: 'light' });
    const { page } = playground.watched;
    await page.locator('.graphiql-query-editor .monaco-editor.vs').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('.graphiql-query-editor .monaco-editor.vs-dark').waitFor();
  });

  it('leaves nothing of what was typed on the machine', async () => {
    const user = await newUser();
    const playground = await PlaygroundPage.open(user, url);
    const { page } = playground.watched;
    await playground.type(
      'Hidden',
      'mutation Hidden { login(username: "a", password: "hidden-in-vain") { __typename } }',
    );
    await playground.press('Execute');
    await playground.shows('InvalidCredentials');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    const kept = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])');
    expect(kept).toContain('Documentation Explorer');
    expect(kept).not.toContain('hidden-in-vain');
    await page.reload();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    expect(await page.locator('body').innerText()).not.toContain('hidden-in-vain');
  });

  it('has files that come compressed and are kept for a year', async () => {
    const user = await newUser();
    const files: LoadedFile[] = [];
    user.context.on('response', (response) => files.push(response));
    await PlaygroundPage.open(user, url);
    const assets = files.filter((file) => file.url().includes('/graphql/playground/assets/'));
    expect(assets.length).toBeGreaterThan(5);
    for (const asset of assets) {
      const headers = await asset.allHeaders();
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-encoding']).toMatch(/^(br|gzip)$/);
    }
  });
});

describe('a gateway in production', () => {
  it('has no playground unless it is asked for', async () => {
    const file = await writeUsersFile();
    const production = new GatewayProcess({
      NODE_ENV: 'production',
      PORT: '0',
      RINGGATE_COOKIE_KEYS: cookieKey,
      RINGGATE_USERS_FILE: file.path,
      RINGGATE_NODES: nodesOf(servers),
    });
    try {
      const address = await production.ready();
      const page = await fetch(address, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(400);
      expect(page.headers.get('content-type')).toMatch(/^application\/json/);
      const html = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
      const [asset = ''] = /\/graphql\/playground\/assets\/[\w.-]+\.js/.exec(html) ?? [];
      expect((await fetch(new URL(asset, url))).status).toBe(200);
      expect((await fetch(new URL(asset, address))).status).toBe(404);
      expect(await (await fetch(new URL('/', url))).text()).toContain('open it in a browser');
      expect(await (await fetch(new URL('/', address))).text()).not.toContain('browser');
    } finally {
      await production.kill();
      await file.remove();
    }
  });
});
