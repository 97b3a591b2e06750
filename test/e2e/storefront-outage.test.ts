import { describe, expect, it } from '@jest/globals';
import type { RedisServer } from '../support/redis-server.ts';
import { type Storefront, useStorefront } from '../support/storefront.ts';
import {
  accountLink,
  addButton,
  cartHolds,
  noticed,
  sessionIdOf,
  signIn,
  signInLink,
} from '../support/storefront-steps.ts';

const shop = useStorefront();

/** What Chromium writes for an answer of 503, which is what the gateway is to give then. */
const unavailable = /^error: Failed to load resource: .* 503 \(Service Unavailable\)/;

/** What it writes while there is no network. */
const offline = /net::ERR_INTERNET_DISCONNECTED/;

async function nodeOf({ servers }: Storefront, sessionId: string): Promise<RedisServer> {
  for (const server of servers) {
    if ((await server.ask((client) => client.exists(`s:{${sessionId}}`))) === 1) return server;
  }
  throw new Error('No server holds the session');
}

describe('while the node of the session is down', () => {
  it('the shop says so, signs nobody out, and goes on by itself when the node is back', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await signIn(page);
    await addButton(page, 'Sencha').click();
    await cartHolds(page, 1);
    const node = await nodeOf(shop(), await sessionIdOf(user));
    await node.kill();

    const banner = page.page.getByText('cannot be reached right now');
    await addButton(page, 'Assam').click();
    await banner.waitFor();
    await noticed(page, 'Assam: there was no answer');
    await accountLink(page).waitFor();
    await cartHolds(page, 1);

    // Opened just now, it knows neither a session nor that there is none.
    const fresh = await shop().open(user);
    await fresh.page.getByText('cannot be reached right now').waitFor();
    expect(await signInLink(fresh).count()).toBe(0);
    await fresh.page.getByRole('link', { name: 'Cart' }).click();
    await fresh.page.getByText('Your cart has not been read yet.').waitFor();
    // Somebody else's session may be on another node.
    const others = await shop().open(await shop().visitor());
    await addButton(others, 'Rooibos').click();
    await cartHolds(others, 1);

    await node.restart();
    await banner.waitFor({ state: 'hidden' });
    await accountLink(fresh).waitFor();
    await page.page.bringToFront();
    await addButton(page, 'Assam').click();
    await Promise.all([cartHolds(page, 2), cartHolds(fresh, 2)]);
    for (const { page: tab } of [page, fresh]) {
      expect(await tab.getByRole('alert').getByText('You were').count()).toBe(0);
    }
    expect(page.takeComplaints(unavailable)).not.toHaveLength(0);
    expect(fresh.takeComplaints(unavailable)).not.toHaveLength(0);
  });

  it('a change is sent once, and a question until it is answered', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await addButton(page, 'Sencha').click();
    await cartHolds(page, 1);
    const node = await nodeOf(shop(), await sessionIdOf(user));
    const sent: string[] = [];
    page.page.on('request', (request) => {
      const body: unknown = request.postDataJSON();
      if (typeof body === 'object' && body !== null && 'operationName' in body) {
        sent.push(String(body.operationName));
      }
    });
    await node.kill();
    await addButton(page, 'Assam').click();
    await noticed(page, 'Assam: there was no answer');
    await page.page.waitForRequest(() => sent.length > 4);
    await node.restart();
    await page.page.getByText('cannot be reached right now').waitFor({ state: 'hidden' });
    expect(sent.filter((name) => name === 'AddToCart')).toHaveLength(1);
    expect(new Set(sent)).toEqual(new Set(['AddToCart', 'CurrentSession']));
    page.takeComplaints(unavailable);
  });
});

describe('while a node of other sessions is down', () => {
  it('only the list of devices waits for it', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await signIn(page);
    const own = await nodeOf(shop(), await sessionIdOf(user));
    const other = shop().servers.find((server) => server !== own);
    const asked: string[] = [];
    page.page.on('request', (request) => {
      const name = /"operationName":"(\w+)"/.exec(request.postData() ?? '')?.[1];
      if (name !== undefined) asked.push(name);
    });
    await other?.kill();
    await accountLink(page).click();
    await page.page.waitForRequest(() => asked.length > 2);
    // To say that the own session is out of reach, the page would have asked for it.
    expect(new Set(asked)).toEqual(new Set(['Devices']));
    await other?.restart();
    await page.page.getByText('this device').waitFor();
    page.takeComplaints(unavailable);
  });
});

describe('a change whose answer is lost', () => {
  it('is not sent again, and shows if it was carried out', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await addButton(page, 'Sencha').click();
    await cartHolds(page, 1);
    let sent = 0;
    await page.page.route('**/graphql', async (route) => {
      if (route.request().postData()?.includes('"AddToCart"') !== true) return route.continue();
      sent++;
      await route.fetch();
      return route.abort('connectionreset');
    });
    await addButton(page, 'Assam').click();
    await noticed(page, 'Assam: there was no answer');
    await cartHolds(page, 2);
    expect(sent).toBe(1);
    page.takeComplaints(/ERR_CONNECTION_RESET/);
  });
});

describe('when the gateway is started anew', () => {
  it('every tab connects again and is up to date', async () => {
    const user = await shop().visitor();
    const [one, two] = [await shop().open(user), await shop().open(user)];
    await signIn(one);
    await accountLink(two).waitFor();
    await shop().restart();
    const refused = /ERR_CONNECTION_REFUSED|WebSocket connection .* failed/;
    await one.page.bringToFront();
    await addButton(one, 'Sencha').click();
    await Promise.all([cartHolds(one, 1), cartHolds(two, 1)]);
    for (const page of [one, two]) {
      await page.page.getByText('cannot be reached right now').waitFor({ state: 'hidden' });
      await accountLink(page).waitFor();
      page.takeComplaints(refused);
    }
  });
});

describe('while there is no network', () => {
  it('the shop says so, and is up to date when it is back', async () => {
    const user = await shop().visitor({ reducedMotion: 'reduce' });
    const page = await shop().open(user);
    await signIn(page);
    await user.context.setOffline(true);
    await addButton(page, 'Sencha').click();
    const banner = page.page.getByText('The shop cannot be reached right now.');
    await banner.waitFor();
    await accountLink(page).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.page.emulateMedia({ colorScheme });
      expect(await page.axe()).toEqual([]);
    }
    await user.context.setOffline(false);
    await banner.waitFor({ state: 'hidden' });
    await accountLink(page).waitFor();
    await cartHolds(page, 0);
    const other = await shop().open(user);
    await addButton(other, 'Assam').click();
    await cartHolds(page, 1);
    page.takeComplaints(offline);
  });
});
