import type { Storage } from '@graphiql/toolkit';

/** How the page looks. All else that GraphiQL would keep is made of documents, variables and headers. */
const settings: ReadonlySet<string> = new Set([
  'graphiql:theme',
  'graphiql:visiblePlugin',
  'graphiql:docExplorerFlex',
  'graphiql:editorFlex',
  'graphiql:secondaryEditorFlex',
]);

/** What is used of the browser's localStorage. */
type KeptStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Keeps settings in the browser, and everything else only as long as the page is open.
 *
 * What is typed here holds passwords, as in `login(password: "...")`. GraphiQL would keep it in localStorage, where
 * the next user of the machine finds it. Not in sessionStorage either: browsers write that to disk, and bring it back
 * with a tab that is reopened.
 */
export class SettingsStorage implements Storage {
  readonly #kept: KeptStorage;
  readonly #forgotten = new Map<string, string>();

  /** @param kept Where settings go; its other entries are not touched. */
  constructor(kept: KeptStorage) {
    this.#kept = kept;
  }

  get length(): number {
    const kept = [...settings].filter((key) => this.#kept.getItem(key) !== null);
    return kept.length + this.#forgotten.size;
  }

  getItem(key: string): string | null {
    return settings.has(key) ? this.#kept.getItem(key) : (this.#forgotten.get(key) ?? null);
  }

  setItem(key: string, value: string): void {
    if (settings.has(key)) this.#kept.setItem(key, value);
    else this.#forgotten.set(key, value);
  }

  removeItem(key: string): void {
    if (settings.has(key)) this.#kept.removeItem(key);
    else this.#forgotten.delete(key);
  }

  clear(): void {
    for (const key of settings) this.#kept.removeItem(key);
    this.#forgotten.clear();
  }
}
