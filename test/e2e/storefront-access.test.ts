import { describe, expect, it } from '@jest/globals';
import { useStorefront } from '../support/storefront.ts';
import {
  accountLink,
  addButton,
  cartHolds,
  demoUser,
  focusedText,
  signIn,
} from '../support/storefront-steps.ts';
import type { WebPage } from '../support/web-page.ts';

const shop = useStorefront();

const views = ['/', '/cart', '/sign-in', '/devices', '/nowhere'];

/** The most steps that the test takes to reach something: more than there are on a page. */
const mostTabs = 60;

/** Shows a view to somebody who is signed in and has one thing in the cart. */
async function show(page: WebPage, path: string): Promise<void> {
  await page.page.goto(shop().url + path);
  await accountLink(page).waitFor();
  await cartHolds(page, 1);
}

async function tabTo({ page }: WebPage, text: string): Promise<void> {
  for (let steps = 0; steps < mostTabs; steps++) {
    await page.keyboard.press('Tab');
    if ((await focusedText(page)).trim().startsWith(text)) return;
  }
  throw new Error(`Nothing that begins with "${text}" is reached by the Tab key`);
}

/** @returns The width of the ring around what has the focus, in pixels. */
function focusRing({ page }: WebPage): Promise<number> {
  return page.evaluate('parseFloat(getComputedStyle(document.activeElement).outlineWidth)');
}

describe('the shop for everybody', () => {
  it.each(['light', 'dark'] as const)('breaks no rule of axe-core in %s', async (theme) => {
    // Without motion: axe-core would measure colours that are still fading in.
    const user = await shop().visitor({ colorScheme: theme, reducedMotion: 'reduce' });
    const page = await shop().open(user);
    await addButton(page, 'Sencha').click();
    await signIn(page);
    for (const path of views) {
      await show(page, path);
      expect(await page.axe()).toEqual([]);
    }
    // With a notice, and with the banner of a session that has ended.
    const other = await shop().open(user, '/cart');
    await accountLink(other).waitFor();
    await page.page.bringToFront();
    await page.page.getByRole('button', { name: 'Sign out' }).click();
    await other.page.getByRole('link', { name: 'Sign in again' }).waitFor();
    expect(await page.axe()).toEqual([]);
    expect(await other.axe()).toEqual([]);
    await other.page.bringToFront();
    await other.page.getByRole('link', { name: 'Sign in again' }).click();
    await other.page.getByLabel('Username').fill('nobody');
    await other.page.getByLabel('Password').fill('wrong');
    await other.page.keyboard.press('Enter');
    await other.page.getByText('wrong username or password').waitFor();
    expect(await other.axe()).toEqual([]);
  });

  it('fits a narrow screen without scrolling sideways', async () => {
    // WCAG 2.2, 1.4.10.
    const user = await shop().visitor({ viewport: { width: 320, height: 640 } });
    const page = await shop().open(user);
    await addButton(page, 'Lapsang Souchong').click();
    await signIn(page);
    for (const path of views) {
      await show(page, path);
      expect(await page.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    }
  });

  it('can be used by the keyboard alone, and shows where it is', async () => {
    const page = await shop().open(await shop().visitor());
    const { keyboard } = page.page;
    await tabTo(page, 'Skip to the content');
    expect(await focusRing(page)).toBeGreaterThan(1);
    await keyboard.press('Enter');
    await tabTo(page, 'Add to cart Sencha');
    expect(await focusRing(page)).toBeGreaterThan(1);
    await keyboard.press('Space');
    await cartHolds(page, 1);

    await page.page.reload();
    await cartHolds(page, 1);
    await tabTo(page, 'Cart');
    await keyboard.press('Enter');
    expect(await focusedText(page.page)).toBe('Your cart');
    expect(await page.page.title()).toBe('Your cart · Kettle & Leaf');
    await tabTo(page, '+');
    await keyboard.press('Enter');
    await cartHolds(page, 2);
    await tabTo(page, 'Remove');
    await keyboard.press('Enter');
    await cartHolds(page, 0);
    expect(await focusedText(page.page)).toBe('Your cart');

    await page.page.goBack();
    expect(await focusedText(page.page)).toBe('Loose leaf, small batches');
    await page.page.reload();
    await tabTo(page, 'Sign in');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await keyboard.type(demoUser.username);
    await keyboard.press('Tab');
    await keyboard.type(demoUser.password);
    await keyboard.press('Enter');
    await accountLink(page).waitFor();
    expect(await focusedText(page.page)).toBe('Loose leaf, small batches');
  });
});
