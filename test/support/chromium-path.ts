import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const macApplications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The Chromium that tests start: `CHROMIUM_PATH`, else the first one on the PATH or among the applications of macOS.
 *
 * @throws {Error} When there is none.
 */
export function chromiumPath(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['CHROMIUM_PATH'];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates =
    named === undefined
      ? [
          ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
          ...macApplications,
        ]
      : [named];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    named === undefined
      ? 'There is no Chromium: install it with `npm run setup`, or set CHROMIUM_PATH'
      : `CHROMIUM_PATH is ${named}, which cannot be run: correct it, or unset it and run \`npm run setup\``,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
