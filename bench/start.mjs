// Runs the benchmarks, after installing their packages where that is missing or out of date. Options: see main.mjs.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
// npm writes this file last, so it is there and newer than the lock only after an installation that went well.
const installed = here('node_modules/.package-lock.json');
const lock = here('package-lock.json');

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: here('.'),
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
await import('./main.mjs');
