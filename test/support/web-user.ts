import type { BrowserContext, Cookie } from 'playwright-core';
import { WebPage } from './web-page.ts';

// A machine that is busy with other tests takes its time to show a page.
const waitTimeoutMs = 15_000;

/** One user of a {@link WebBrowser}: pages that share cookies and storage. */
export class WebUser {
  /** Playwright's own, for what is not here. */
  readonly context: BrowserContext;
  readonly #expectedOrigins: readonly string[];

  constructor(context: BrowserContext, expectedOrigins: readonly string[]) {
    this.context = context;
    this.#expectedOrigins = expectedOrigins;
    context.setDefaultTimeout(waitTimeoutMs);
  }

  /** Opens an address in a new tab, watched from its first request on. Returns when the page is loaded. */
  async open(url: string): Promise<WebPage> {
    const page = await this.context.newPage();
    const watched = new WebPage(page, [new URL(url).origin, ...this.#expectedOrigins]);
    await page.goto(url);
    return watched;
  }

  /** The cookies as the browser keeps them, with their attributes. */
  cookies(): Promise<Cookie[]> {
    return this.context.cookies();
  }

  /** Closes the tabs and forgets everything. */
  async close(): Promise<void> {
    await this.context.close();
  }
}
