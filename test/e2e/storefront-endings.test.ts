import { describe, expect, it } from '@jest/globals';
import { useStorefront } from '../support/storefront.ts';
import {
  accountLink,
  addButton,
  cartHolds,
  signIn,
  signInLink,
} from '../support/storefront-steps.ts';
import type { WebPage } from '../support/web-page.ts';
import { waitFor } from '../support/wait-for.ts';

const shop = useStorefront({
  RINGGATE_IDLE_TIMEOUT: '5s',
  RINGGATE_ABSOLUTE_LIFETIME: '12s',
  RINGGATE_ANONYMOUS_IDLE_TIMEOUT: '4s',
});

function told({ page }: WebPage, text: string): Promise<void> {
  return page.getByRole('alert').getByText(text).waitFor();
}

function notTold({ page }: WebPage, text: string): Promise<void> {
  return page.getByRole('alert').getByText(text).waitFor({ state: 'hidden' });
}

describe('a session that nobody uses', () => {
  it('is announced to end in every tab, can be kept from any of them, and ends with a word', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await signIn(page);
    const other = await shop().open(user, '/cart');
    await Promise.all([told(page, 'You will soon'), told(other, 'You will soon')]);
    await page.page.bringToFront();
    await page.page
      .getByRole('timer')
      .getByText(/^0:0[0-3]$/)
      .waitFor();
    await page.page.getByRole('button', { name: 'Stay signed in' }).click();
    await Promise.all([notTold(page, 'You will soon'), notTold(other, 'You will soon')]);
    await accountLink(other).waitFor();

    await told(other, 'You will soon');
    await told(other, 'You were signed out');
    await told(page, 'You were signed out');
    await signInLink(page).waitFor();
    expect(await page.page.getByRole('button', { name: 'Stay signed in' }).count()).toBe(0);
    await signIn(page);
    await notTold(page, 'You were signed out');
  });

  it('is announced to those who have something in the cart, signed in or not', async () => {
    const page = await shop().open(await shop().visitor());
    await addButton(page, 'Assam').click();
    await told(page, 'Your cart will soon be emptied.');
    await page.page.getByRole('button', { name: 'Keep my cart' }).click();
    await notTold(page, 'Your cart will soon be emptied.');
    await cartHolds(page, 1);
    await told(page, 'Your cart was not used for a while');
    await cartHolds(page, 0);
    expect(await page.page.getByRole('link', { name: 'Sign in again' }).count()).toBe(0);
    await page.page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
    await notTold(page, 'Your cart was not used for a while');
    await addButton(page, 'Assam').click();
    await cartHolds(page, 1);
  });
});

describe('a session that is as old as it may get', () => {
  it('cannot be kept by using it, and says so', async () => {
    const page = await shop().open(await shop().visitor());
    await signIn(page);
    const stay = page.page.getByRole('button', { name: 'Stay signed in' });
    const nearlyUp = page.page.getByRole('alert').getByText('Your time is nearly up');
    let stays = 0;
    for (; !(await nearlyUp.isVisible()); stays++) {
      await stay.click();
      await stay.waitFor({ state: 'hidden' });
      await stay.or(nearlyUp).waitFor();
    }
    expect(stays).toBeGreaterThan(1);
    expect(await stay.count()).toBe(0);
    await page.page.getByRole('link', { name: 'Sign in again' }).waitFor();
    await told(page, 'You were signed out');
  });
});

describe('a tab that may not subscribe', () => {
  const crowdedShop = useStorefront({ RINGGATE_MAX_SUBSCRIPTIONS_PER_SESSION: '1' });

  it('keeps trying, and does not use the session by that', async () => {
    const user = await crowdedShop().visitor();
    const first = await crowdedShop().open(user);
    await addButton(first, 'Sencha').click();
    await cartHolds(first, 1);
    const second = await crowdedShop().open(user, '/cart');
    await cartHolds(second, 1);
    let requests = 0;
    second.page.on('request', () => requests++);
    let refusals = 0;
    let isTold = false;
    // Each attempt opens a socket of its own.
    second.page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes('TOO_MANY_SUBSCRIPTIONS')) refusals++;
        if (payload.includes('CURRENT')) isTold = true;
      });
    });
    await waitFor('it was refused again and again', () => refusals >= 3, 10_000);
    expect(requests).toBe(0);
    await first.page.close();
    await waitFor('it is told of the session', () => isTold, 10_000);
  });
});
