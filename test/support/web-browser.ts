import { env } from 'node:process';
import { chromium, type Browser, type BrowserContextOptions } from 'playwright-core';
import { chromiumPath } from './chromium-path.ts';
import { WebUser } from './web-user.ts';

const startTimeoutMs = 30_000;

/** How a user's browser is set up. */
export interface WebUserOptions extends BrowserContextOptions {
  /** Origins, besides those of the pages opened, that pages may ask, as in `http://127.0.0.1:4000`. */
  readonly expectedOrigins?: readonly string[];
}

/** A real, headless Chromium. It reaches this machine and nothing else: other names do not resolve. */
export class WebBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /**
   * Whoever starts it closes it.
   *
   * @param hosts Names, besides `localhost`, that are to mean this machine.
   * @throws {Error} When there is no Chromium.
   */
  static async start(hosts: readonly string[] = []): Promise<WebBrowser> {
    const here = hosts.map((host) => `MAP ${host} 127.0.0.1, `).join('');
    const browser = await chromium.launch({
      executablePath: chromiumPath(env),
      timeout: startTimeoutMs,
      args: [
        // Where tests run, be it as root or in a container, there is often no sandbox to be had; they open own pages only.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--host-resolver-rules=${here}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]`,
      ],
    });
    return new WebBrowser(browser);
  }

  /** Somebody with cookies and storage of their own, none at first. Leaves with the browser, or by `close`. */
  async user({ expectedOrigins = [], ...options }: WebUserOptions = {}): Promise<WebUser> {
    return new WebUser(await this.#browser.newContext(options), expectedOrigins);
  }

  /** Ends the process. */
  async close(): Promise<void> {
    await this.#browser.close();
  }
}
