import axe from 'axe-core';
import type { ConsoleMessage, Page } from 'playwright-core';

/** A rule of axe-core that a page breaks. */
export interface AxeViolation {
  /** Its name in axe-core, as in `color-contrast`. */
  readonly rule: string;
  readonly help: string;
  /** The nodes that break it, each as a selector and what is wrong there. */
  readonly nodes: readonly string[];
}

/** What a test lets a page break, with a reason where it is written. */
export interface AxeException {
  readonly rule: string;
  /** The nodes that may; they keep to all other rules. */
  readonly selector: string;
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

  /** Checks the page, as it is now, by the rules of axe-core. @returns What it breaks. */
  async axe(exceptions: readonly AxeException[] = []): Promise<readonly AxeViolation[]> {
    return this.#evaluate(`${axe.source};
      axe.run({ resultTypes: ['violations'], elementRef: true }).then(({ violations }) =>
        violations
          .map(({ id, help, nodes }) => ({
            rule: id,
            help,
            nodes: nodes
              .filter(({ element }) => !${JSON.stringify(exceptions)}.some(
                ({ rule, selector }) => rule === id && element.matches(selector)))
              .map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary),
          }))
          .filter(({ nodes }) => nodes.length > 0))`);
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
