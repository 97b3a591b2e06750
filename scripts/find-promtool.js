import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Where `npm run setup` puts it: with the packages, so that it goes with them. */
export const ownPromtool = fileURLToPath(
  new URL('../node_modules/.cache/ringgate/promtool', import.meta.url),
);

/** @returns {string | undefined} The command of Prometheus' own checker: on the PATH, else the one that setup put there. */
export function findPromtool() {
  return ['promtool', ownPromtool].find(
    (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0,
  );
}
