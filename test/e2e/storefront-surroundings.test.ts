import { afterAll, describe, expect, it } from '@jest/globals';
import { knownPassword, writeUsersFile } from '../support/known-users.ts';
import { useStorefront } from '../support/storefront.ts';
import type { WebPage } from '../support/web-page.ts';

const users = await writeUsersFile();
const shop = useStorefront({ RINGGATE_USERS_FILE: users.path });

afterAll(() => users.remove());

/** Says who is signed in. */
async function isSignedIn({ page }: WebPage, username: string): Promise<void> {
  await page.getByRole('link', { name: `${username} your devices` }).waitFor();
}

async function signInAs(shown: WebPage, username: string): Promise<void> {
  const { page } = shown;
  await page.bringToFront();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(knownPassword);
  await page.getByLabel('Password').press('Enter');
  await isSignedIn(shown, username);
}

describe('a tab in which another user has signed in from the next tab', () => {
  it('shows nothing of the user before, also where it hears no events', async () => {
    const elsewhere = await shop().visitor({
      userAgent: 'Mozilla/5.0 (X11; rv:140.0) Firefox/140.0',
    });
    await signInAs(await shop().open(elsewhere, '/sign-in'), 'ann');
    const user = await shop().visitor();
    // As behind a proxy that passes no WebSockets on.
    await user.context.routeWebSocket('**/graphql', (socket) => socket.close());
    const tab = await shop().open(user, '/sign-in');
    await signInAs(tab, 'ann');
    await tab.page.getByRole('link', { name: 'ann your devices' }).click();
    const devices = tab.page.getByRole('main').getByRole('listitem');
    await devices.filter({ hasText: 'Firefox' }).waitFor();

    await signInAs(await shop().open(user, '/sign-in'), 'bob');
    await isSignedIn(tab, 'bob');
    await devices.filter({ hasText: 'this device' }).waitFor();
    expect(await devices.filter({ hasText: 'Firefox' }).count()).toBe(0);
  });
});

describe('a machine whose clock is a day ahead', () => {
  it('is told of times by the clock of the gateway', async () => {
    const user = await shop().visitor();
    await user.context.addInitScript(`
      const { now } = Date;
      Date.now = () => now() + 86_400_000;
    `);
    const page = await shop().open(user, '/sign-in');
    const heard = page.page
      .waitForEvent('websocket')
      .then((socket) =>
        socket.waitForEvent('framereceived', ({ payload }) => payload.includes('CURRENT')),
      );
    await signInAs(page, 'cyd');
    await heard;
    await page.page.getByRole('link', { name: 'cyd your devices' }).click();
    await page.page.getByText('seen just now').waitFor();
    expect(await page.page.getByRole('alert').getByText('You will soon').count()).toBe(0);
  });
});

describe('a shop whose gateway something else answers for', () => {
  it.each([
    ['a page', { status: 200, contentType: 'text/html', body: '<p>Accept our terms</p>' }],
    ['too many requests', { status: 429, contentType: 'text/plain', body: 'later' }],
  ])('says so, and goes on by itself: %s', async (_what, answer) => {
    const user = await shop().visitor();
    await user.context.route('**/graphql', (route) => route.fulfill(answer));
    const page = await shop().open(user);
    const told = page.page.getByRole('status').getByText('cannot be reached right now');
    await told.waitFor();
    await user.context.unroute('**/graphql');
    await told.waitFor({ state: 'hidden' });
    await page.page.getByRole('link', { name: 'Sign in' }).waitFor();
    page.takeComplaints(/status of 429/);
  });
});
