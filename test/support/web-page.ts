import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ConsoleMessage, Page } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A rule of axe-core that a page breaks. */
export interface AxeViolation {
  /** Its name in axe-core, as in `color-contrast`. */
  readonly rule: string;
  readonly help: string;
  /** The nodes that break it, each as a selector and what is wrong there. */
  readonly nodes: readonly string[];
}

/** What axe-core answers, as far as it is read. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly {
      readonly target: readonly unknown[];
      readonly failureSummary?: string;
    }[];
  }[];
}

/** A tab that notes what a flawless page would not do. */
export class WebPage {
  /** Playwright's own: where to click, type and look. */
  readonly page: Page;
  readonly #expectedOrigins: ReadonlySet<string>;
  readonly #complaints: string[] = [];

  /** @param expectedOrigins Those that the page may ask, as in `http://127.0.0.1:4000`. */
  constructor(page: Page, expectedOrigins: readonly string[]) {
    this.page = page;
    this.#expectedOrigins = new Set(expectedOrigins);
    page.on('console', (message) => {
      this.#noteMessage(message);
    });
    page.on('pageerror', (error) =>
      this.#complaints.push(`uncaught: ${error.stack ?? error.message}`),
    );
    page.on('request', (request) => {
      this.#noteAddress(request.url());
    });
    page.on('websocket', (socket) => {
      this.#noteAddress(socket.url());
    });
  }

  /**
   * Errors and warnings on the console (a violation of the Content-Security-Policy and an answer of 400 or above are
   * among them), errors that nobody caught, and requests to an origin that is not expected; workers' too.
   */
  get complaints(): readonly string[] {
    return this.#complaints;
  }

  /** Takes the complaints that are expected off the list. @returns Those that match. */
  takeComplaints(expected: RegExp): readonly string[] {
    const all = this.#complaints.splice(0);
    this.#complaints.push(...all.filter((complaint) => !expected.test(complaint)));
    return all.filter((complaint) => expected.test(complaint));
  }

  /**
   * Checks the page, as it is now, by the rules of axe-core.
   *
   * @param exclude Selectors of nodes that are not looked at, each with a reason where it is written.
   */
  async axe(exclude: readonly string[] = []): Promise<readonly AxeViolation[]> {
    const run = `axe.run({ exclude: ${JSON.stringify(exclude)} }, { resultTypes: ['violations'] })`;
    const results = await this.#evaluate<AxeResults>(`${readFileSync(axePath, 'utf8')};${run}`);
    return results.violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      nodes: nodes.map(
        ({ target, failureSummary = '' }) => `${target.join(' ')}: ${failureSummary}`,
      ),
    }));
  }

  /** As the console of the developer tools does: no policy of the page forbids it. */
  async #evaluate<Result>(expression: string): Promise<Result> {
    const tools = await this.page.context().newCDPSession(this.page);
    try {
      const { result, exceptionDetails } = await tools.send('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails !== undefined) {
        throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      }
      return result.value as Result;
    } finally {
      await tools.detach();
    }
  }

  #noteMessage(message: ConsoleMessage): void {
    if (!['error', 'warning'].includes(message.type())) return;
    this.#complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  }

  #noteAddress(address: string): void {
    // Data and blobs never leave the page, and its policy says which of them it may use.
    if (!/^(https?|wss?):/.test(address)) return;
    const origin = new URL(address).origin.replace(/^ws/, 'http');
    if (!this.#expectedOrigins.has(origin)) this.#complaints.push(`asks ${address}`);
  }
}
