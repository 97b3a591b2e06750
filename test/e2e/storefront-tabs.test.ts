import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { useStorefront } from '../support/storefront.ts';
import {
  accountLink,
  addButton,
  cartHolds,
  demoUser,
  noticed,
  sessionIdOf,
  signIn,
  signInLink,
} from '../support/storefront-steps.ts';
import type { Locator, Request, Route } from 'playwright-core';
import type { WebPage } from '../support/web-page.ts';

const shop = useStorefront();

/** What the user is told of within a second is told at once, as far as people notice. */
const atOnceMs = 1_000;

const cleanups: (() => unknown)[] = [];

afterAll(async () => {
  for (const cleanUp of cleanups.reverse()) await cleanUp();
});

const slowMs = 300;

async function slowly(route: Route): Promise<void> {
  await setTimeout(slowMs);
  await route.continue();
}

function click(button: Locator): Promise<void> {
  return button.dispatchEvent('click');
}

function operationOf(request: Request): string {
  return /"operationName":"(\w+)"/.exec(request.postData() ?? '')?.[1] ?? '';
}

async function theme({ page }: WebPage): Promise<unknown> {
  return page.evaluate('document.documentElement.dataset.theme');
}

async function looks(page: WebPage, name: string): Promise<void> {
  await page.page.locator(`html[data-theme=${name}]`).waitFor();
}

describe('two tabs of one browser', () => {
  it('keep what both of them put into the cart at once, from the first visit on', async () => {
    const user = await shop().visitor();
    const [one, two] = [await shop().open(user), await shop().open(user)];
    // So slow that both are under way at once, if the second is not held back.
    await user.context.route('**/graphql', slowly);
    // Events and no clicks, which would wait for the tab to be drawn.
    await Promise.all([click(addButton(one, 'Sencha')), click(addButton(two, 'Assam'))]);
    await Promise.all([cartHolds(one, 2), cartHolds(two, 2)]);
    await user.context.unrouteAll({ behavior: 'wait' });
    await Promise.all(
      [one, two].flatMap((page) => [
        click(addButton(page, 'Rooibos')),
        click(addButton(page, 'Rooibos')),
      ]),
    );
    await Promise.all([cartHolds(one, 6), cartHolds(two, 6)]);
  });

  it('never go back to what an answer says that comes too late', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await addButton(page, 'Sencha').click();
    await cartHolds(page, 1);
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.page.route('**/graphql', async (route) => {
      // A tab that was not listening yet when the change was made asks for the session as soon as it is.
      if (operationOf(route.request()) !== 'AddToCart') return route.continue();
      const answer = await route.fetch();
      await released;
      await route.fulfill({ response: answer });
    });
    await addButton(page, 'Assam').click();
    // The event of this change has come, and its answer has not.
    await cartHolds(page, 2);
    const other = await shop().open(user);
    await addButton(other, 'Rooibos').click();
    await cartHolds(page, 3);
    release();
    await noticed(page, 'Assam is in your cart.');
    await cartHolds(page, 3);
    expect(await page.page.getByRole('link', { name: 'Cart 3 items' }).count()).toBe(1);
    await page.page.unrouteAll({ behavior: 'ignoreErrors' });
  });

  it('share the theme, which stays when the page is opened again', async () => {
    const user = await shop().visitor({ colorScheme: 'light' });
    const [one, two] = [await shop().open(user), await shop().open(user, '/cart')];
    const paper = (): Promise<unknown> =>
      two.page.evaluate('getComputedStyle(document.body).backgroundColor');
    const lightPaper = await paper();
    await one.page.bringToFront();
    await one.page.getByRole('radio', { name: 'dark' }).check();
    await looks(two, 'dark');
    expect(await paper()).not.toBe(lightPaper);
    const three = await shop().open(user);
    await looks(three, 'dark');
    await three.page.getByRole('radio', { name: 'system' }).check();
    await looks(one, 'system');
    expect(await theme(two)).toBe('system');
    expect(await paper()).toBe(lightPaper);
  });

  it('send nothing while one of them signs in, since the cookie is about to change', async () => {
    const user = await shop().visitor();
    const [one, two] = [await shop().open(user), await shop().open(user)];
    await click(addButton(two, 'Sencha'));
    await Promise.all([cartHolds(one, 1), cartHolds(two, 1)]);
    const order: string[] = [];
    one.page.on('requestfinished', (request) => order.push(`answered ${operationOf(request)}`));
    two.page.on('request', (request) => order.push(`sent ${operationOf(request)}`));
    await user.context.route('**/graphql', slowly);
    const loginSent = one.page.waitForRequest((request) => operationOf(request) === 'Login');
    const signedIn = signIn(one);
    await loginSent;
    await click(addButton(two, 'Assam'));
    await signedIn;
    await cartHolds(two, 2);
    await user.context.unrouteAll({ behavior: 'wait' });
    expect(order.indexOf('sent AddToCart')).toBeGreaterThan(order.indexOf('answered Login'));
    expect(order.indexOf('answered Login')).not.toBe(-1);
  });

  it('are both signed in and out at once', async () => {
    const user = await shop().visitor();
    const [one, two] = [await shop().open(user), await shop().open(user)];
    await one.page.bringToFront();
    await addButton(one, 'Sencha').click();
    await cartHolds(two, 1);
    await signIn(one);
    await accountLink(two).waitFor({ timeout: atOnceMs });
    await two.page.bringToFront();
    await addButton(two, 'Assam').click();
    await cartHolds(one, 2);

    await one.page.bringToFront();
    await one.page.getByRole('button', { name: 'Sign out' }).click();
    const told = two.page.getByRole('alert').getByText('You were signed out');
    await told.waitFor({ timeout: atOnceMs });
    await signInLink(two).waitFor();
    await noticed(one, 'You are signed out.');
    expect(await one.page.getByRole('alert').getByText('You were').count()).toBe(0);

    await two.page.bringToFront();
    await two.page.getByRole('link', { name: 'Sign in again' }).click();
    await two.page.getByLabel('Username').fill(demoUser.username);
    await two.page.getByLabel('Password').fill(demoUser.password);
    await two.page.keyboard.press('Enter');
    await Promise.all([accountLink(one).waitFor(), accountLink(two).waitFor()]);
    expect(await told.count()).toBe(0);
  });
});

describe('devices', () => {
  it('are listed, and each of them, or all others, can be signed out from here', async () => {
    const agents = ['Macintosh; Intel Mac OS X 10_15_7', 'Windows NT 10.0; Win64; x64'].map(
      (system) => `Mozilla/5.0 (${system}; rv:140.0) Gecko/20100101 Firefox/140.0`,
    );
    const here = await shop().open(await shop().visitor());
    await signIn(here);
    // What earlier tests have left.
    await here.page.evaluate(
      `fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' },
        body: '{"query":"mutation { revokeOtherSessions }"}' })`,
    );
    const others: WebPage[] = [];
    for (const userAgent of [...agents, agents[1] ?? '']) {
      const other = await shop().open(await shop().visitor({ userAgent }));
      await signIn(other);
      others.push(other);
    }
    await here.page.bringToFront();
    await accountLink(here).click();
    const devices = here.page.getByRole('main').getByRole('listitem');
    await devices.nth(3).waitFor();
    const current = devices.filter({ hasText: 'this device' });
    await current.getByText(/^127\.0\.0\.1 · seen just now$/).waitFor();
    expect(await current.getByRole('button').count()).toBe(0);

    await here.page.getByRole('button', { name: 'Sign out of Firefox on macOS' }).click();
    const [mac, ...windows] = others;
    await mac?.page.getByRole('alert').getByText('You were signed out').waitFor({
      timeout: atOnceMs,
    });
    await noticed(here, 'Signed out of Firefox on macOS.');
    expect(await devices.count()).toBe(3);
    await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    for (const { page } of windows) {
      await page.getByRole('alert').getByText('You were signed out').waitFor();
    }
    await noticed(here, 'Signed out of 2 other devices.');
    expect(await devices.count()).toBe(1);
    await accountLink(here).waitFor();
  });
});

describe('the cookie', () => {
  it('is out of reach of the page, and of pages of other origins', async () => {
    const user = await shop().visitor({ expectedOrigins: [shop().url] });
    const page = await shop().open(user);
    await addButton(page, 'Sencha').click();
    await cartHolds(page, 1);
    const [cookie, ...more] = await user.cookies();
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({
      ...{ name: 'session', domain: '127.0.0.1', path: '/' },
      ...{ httpOnly: true, sameSite: 'Lax', secure: false },
    });
    expect(await page.page.evaluate('document.cookie')).toBe('');

    // Another port: another origin, of the same site, so that browsers send the cookie along.
    const other = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<title>elsewhere</title>');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    cleanups.push(() => other.close());
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const elsewhere = await user.open(`http://127.0.0.1:${port}/favicon.ico`);
    const post = (init: string): Promise<unknown> =>
      elsewhere.page.evaluate(
        `fetch('${shop().url}/graphql', { method: 'POST', credentials: 'include',
          body: JSON.stringify({ query: 'mutation { incrementSessionValue(key: "cart:assam") { id } }' }),
          ${init} }).then((answer) => answer.status || answer.type, (error) => error.name)`,
      );
    expect(await post(`headers: { 'content-type': 'application/json' }`)).toBe('TypeError');
    expect(await post(`mode: 'no-cors'`)).toBe('opaque');
    expect(
      elsewhere.takeComplaints(/blocked by CORS policy|Failed to load resource/),
    ).not.toHaveLength(0);
    await page.page.reload();
    await cartHolds(page, 1);
    expect(await sessionIdOf(user)).toBe(cookie?.value.split('.')[0]);
  });
});
