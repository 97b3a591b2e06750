import type { Locator } from 'playwright-core';
import type { WebPage } from './web-page.ts';
import type { WebUser } from './web-user.ts';

/** The playground in a browser, used as a person does. */
export class PlaygroundPage {
  /** For what it complains of, and what axe-core finds. */
  readonly watched: WebPage;

  private constructor(watched: WebPage) {
    this.watched = watched;
  }

  /** Opens it in a new tab of the browser. Returns when a document can be typed and the schema is known. */
  static async open(user: WebUser, url: string): Promise<PlaygroundPage> {
    const watched = await user.open(url);
    const { page } = watched;
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await page.getByRole('button', { name: 'Re-fetch GraphQL schema', disabled: false }).waitFor();
    return new PlaygroundPage(watched);
  }

  /** Turns to one of the examples by its name. */
  async turnTo(example: string): Promise<void> {
    await this.#tab(example).click();
    await this.watched.page
      .locator('.graphiql-query-editor .view-line', { hasText: ` ${example}` })
      .first()
      .waitFor();
  }

  /**
   * Puts a document in place of the one that is there, by the keyboard alone.
   *
   * @param name Of its operation: GraphiQL gives it to the tab when it has read what was typed.
   */
  async type(name: string, document: string): Promise<void> {
    const { keyboard } = this.watched.page;
    await this.watched.page.locator('.graphiql-query-editor textarea').focus();
    await keyboard.press('ControlOrMeta+a');
    await keyboard.insertText(document);
    await this.#tab(name).waitFor();
  }

  /** Presses the button that runs the document, or stops it. */
  async press(label: 'Execute' | 'Stop'): Promise<void> {
    await this.watched.page.getByRole('button', { name: new RegExp(`^${label} query`) }).click();
  }

  /** Waits until the answer that is shown holds a text. */
  async shows(text: string): Promise<void> {
    await this.watched.page
      .locator('.graphiql-response .view-line', { hasText: text })
      .first()
      .waitFor();
  }

  /** Turns to an example, runs it, and waits for what its answer holds. */
  async run(example: string, expected: string): Promise<void> {
    await this.turnTo(example);
    await this.press('Execute');
    await this.shows(expected);
  }

  #tab(name: string): Locator {
    return this.watched.page.getByRole('button', { name, exact: true });
  }
}
