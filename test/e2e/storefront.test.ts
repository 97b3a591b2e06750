import { describe, expect, it } from '@jest/globals';
import { useStorefront } from '../support/storefront.ts';
import {
  accountLink,
  addButton,
  cartHolds,
  focusedText,
  noticed,
  sessionIdOf,
  signIn,
  signInLink,
  trySigningIn,
} from '../support/storefront-steps.ts';

const shop = useStorefront({ RINGGATE_LOGIN_MAX_FAILURES: '2' });

describe('the cart', () => {
  it('is kept from before signing in, and goes with signing out', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    await addButton(page, 'Sencha').click();
    await addButton(page, 'Sencha').click();
    await addButton(page, 'Assam').click();
    await cartHolds(page, 3);
    const idBefore = await sessionIdOf(user);

    await signIn(page);
    await noticed(page, 'Welcome, wupeiqi.');
    await cartHolds(page, 3);
    expect(await sessionIdOf(user)).toBe(idBefore);
    await page.page.reload();
    await cartHolds(page, 3);

    await page.page.getByRole('link', { name: /^Cart/ }).click();
    await page.page.getByText('€38.80').waitFor();
    await page.page.getByRole('button', { name: 'One Sencha less' }).click();
    await page.page.getByText('Total €24.30').waitFor();
    await page.page.getByRole('button', { name: 'Remove Assam' }).click();
    await page.page.getByText('Total €14.50').waitFor();
    expect(await focusedText(page.page)).toBe('Your cart');
    await page.page.getByRole('button', { name: 'One Sencha less' }).click();
    await page.page.getByText('There is nothing in it.').waitFor();

    await addButton(await shop().open(user), 'Rooibos').click();
    await cartHolds(page, 1);
    await page.page.bringToFront();
    await page.page.getByRole('button', { name: 'Sign out' }).click();
    await signInLink(page).waitFor();
    await cartHolds(page, 0);
    await noticed(page, 'You are signed out.');
    expect(await user.cookies()).toEqual([]);
  });

  it('keeps every click of a first visit, in one session', async () => {
    const user = await shop().visitor();
    const page = await shop().open(user);
    const begun: string[] = [];
    page.page.on('response', (response) => {
      void response.headerValue('set-cookie').then((cookie) => {
        if (cookie !== null) begun.push(cookie);
      });
    });
    // In one turn of the page's event loop: faster than any user, and than any answer.
    await page.page.evaluate(
      `for (const button of document.querySelectorAll('.tea-card button')) button.click()`,
    );
    await cartHolds(page, 8);
    expect(begun).toHaveLength(1);
    await page.page.reload();
    await cartHolds(page, 8);
  });
});

describe('signing in', () => {
  it('says what is wrong, gives the field back, and names the time to wait', async () => {
    const page = await shop().open(await shop().visitor({ locale: 'en' }));
    await trySigningIn(page, 'wrong');
    const problem = page.page.getByRole('alert').getByText('wrong username or password');
    await problem.waitFor();
    const password = page.page.getByLabel('Password');
    expect(await password.getAttribute('aria-invalid')).toBe('true');
    expect(await page.page.evaluate('document.activeElement.id')).toBe('password');

    await page.page.keyboard.type('wrong again');
    await page.page.keyboard.press('Enter');
    await problem.waitFor();
    await page.page.keyboard.type('123');
    await page.page.keyboard.press('Enter');
    await page.page.getByRole('alert').getByText('too many failed logins').waitFor();
    await page.page.getByRole('button', { name: /^Wait \d+ s$/ }).waitFor();
    expect(await accountLink(page).count()).toBe(0);
  });
});
