import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const macApplications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The Chromium that tests and screenshots use: `CHROMIUM_PATH`, else the first one on the PATH or among the applications
 * of macOS. Ubuntu has a `chromium-browser` that only tells to install something else, so what it answers counts.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | undefined} Its path.
 */
export function findChromium(env) {
  const { CHROMIUM_PATH: named, PATH: path = '' } = env;
  if (named !== undefined) return answers(named) ? named : undefined;
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...macApplications].find(answers);
}

function answers(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}
