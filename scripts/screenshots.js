// Takes the pictures of docs/images: the playground and the shop, light and dark, wide and on a phone. Starts `npm run
// example` for it, and uses both pages as a person would.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './find-chromium.js';
import { stopProcess } from './stop-process.js';

const startLimitMs = 30_000;
const actionLimitMs = 15_000;

const schemes = ['light', 'dark'];
const sizes = [
  { name: 'wide', viewport: { width: 1280, height: 800 }, isPhone: false },
  { name: 'phone', viewport: { width: 390, height: 780 }, isPhone: true },
];

/** Where the examples are served: the shop, and under /graphql the playground. */
async function startExample() {
  const child = spawn(process.execPath, [pathOf('scripts/example.js')], {
    env: { ...process.env, PORT: '0', RINGGATE_ADMIN_PORT: 'off' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const limit = setTimeout(() => child.kill(), startLimitMs);
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /the shop is at (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    clearTimeout(limit);
    return { child, url };
  }
  throw new Error('the example did not start');
}

function pathOf(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** Signs in, keeps a value and reads the session: the pictures show its answer. */
async function usePlayground(page, url) {
  await page.goto(`${url}/graphql`);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  for (const [tab, answer] of [
    ['LogIn', 'LoginSuccess'],
    ['KeepValue', 'bread'],
    ['ReadSession', 'username'],
  ]) {
    await page.getByRole('button', { name: tab, exact: true }).click();
    await page
      .locator('.graphiql-query-editor .view-line', { hasText: ` ${tab}` })
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.locator('.graphiql-response .view-line', { hasText: answer }).first().waitFor();
  }
}

/** Puts two teas into the cart and signs in. */
async function useShop(page, url) {
  await page.goto(url);
  for (const [place, count] of [
    [0, 1],
    [1, 2],
  ]) {
    await page
      .getByRole('button', { name: /^Add to cart/ })
      .nth(place)
      .click();
    await page.getByRole('link', { name: `Cart ${count} item${count === 1 ? '' : 's'}` }).waitFor();
  }
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Username').fill('wupeiqi');
  await page.getByLabel('Password').fill('123');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: /wupeiqi/ }).waitFor();
  await page.goto(url);
  await page.getByRole('link', { name: 'Cart 2 items' }).waitFor();
}

const pictures = [
  { name: 'playground', use: usePlayground },
  { name: 'storefront', use: useShop },
];

const executablePath = findChromium(process.env);
if (executablePath === undefined) throw new Error('there is no Chromium: run npm run setup');
const { child, url } = await startExample();
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars'],
});
try {
  for (const { name, use } of pictures) {
    for (const colorScheme of schemes) {
      for (const { name: size, viewport, isPhone } of sizes) {
        const user = await browser.newContext({
          colorScheme,
          viewport,
          isMobile: isPhone,
          hasTouch: isPhone,
          reducedMotion: 'reduce',
        });
        user.setDefaultTimeout(actionLimitMs);
        const page = await user.newPage();
        await use(page, url);
        const path = `docs/images/${name}-${colorScheme}-${size}.png`;
        await page.screenshot({ path: pathOf(path), caret: 'hide', animations: 'disabled' });
        console.log(`screenshots: ${path}`);
        await user.close();
      }
    }
  }
} finally {
  await browser.close();
  await stopProcess(child);
}
