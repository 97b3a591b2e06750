import { findChromium } from '../../scripts/find-chromium.js';

/**
 * The Chromium that tests start.
 *
 * @throws {Error} When there is none.
 */
export function chromiumPath(env: Readonly<Record<string, string | undefined>>): string {
  const found = findChromium(env);
  if (found !== undefined) return found;
  const named = env['CHROMIUM_PATH'];
  throw new Error(
    named === undefined
      ? 'There is no Chromium: install it with `npm run setup`, or set CHROMIUM_PATH'
      : `CHROMIUM_PATH is ${named}, which cannot be run: correct it, or unset it and run \`npm run setup\``,
  );
}
