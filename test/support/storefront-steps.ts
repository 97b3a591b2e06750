import type { Locator, Page } from 'playwright-core';
import type { WebPage } from './web-page.ts';
import type { WebUser } from './web-user.ts';

/** The demo user, as `npm run example` has it. */
export const demoUser = { username: 'wupeiqi', password: '123' };

/** The button that puts one of a tea into the cart. */
export function addButton({ page }: WebPage, tea: string): Locator {
  return page.getByRole('button', { name: `Add to cart ${tea}` });
}

/** Waits until the header says how many things are in the cart. */
export async function cartHolds({ page }: WebPage, count: number): Promise<void> {
  const name = count === 0 ? /^Cart$/ : new RegExp(`^Cart ${count} items?$`);
  await page.getByRole('link', { name }).waitFor();
}

/** Waits until the notice board says something. */
export async function noticed({ page }: WebPage, text: string): Promise<void> {
  await page.getByRole('status').getByText(text).waitFor();
}

/** Fills in the form and sends it. */
export async function trySigningIn({ page }: WebPage, password: string): Promise<void> {
  // A tab in the background draws so seldom that a click takes seconds.
  await page.bringToFront();
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Username').fill(demoUser.username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
}

/** Signs the demo user in. */
export async function signIn(page: WebPage): Promise<void> {
  await trySigningIn(page, demoUser.password);
  await accountLink(page).waitFor();
}

/** Says who is signed in, and leads to the devices. */
export function accountLink({ page }: WebPage): Locator {
  return page.getByRole('link', { name: `${demoUser.username} your devices` });
}

/** The link for those who are not signed in. */
export function signInLink({ page }: WebPage): Locator {
  return page.getByRole('link', { name: 'Sign in', exact: true });
}

/** The id of the session that a browser holds: the first part of the cookie. */
export async function sessionIdOf(user: WebUser): Promise<string> {
  const [cookie] = await user.cookies();
  return cookie?.value.split('.')[0] ?? '';
}

/** What has the focus, as it is read to the user. */
export function focusedText(page: Page): Promise<string> {
  return page.evaluate('document.activeElement?.textContent ?? ""');
}
