import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPromtool, ownPromtool } from './find-promtool.js';

/** It has some 20 MB. */
const timeoutMs = 60_000;

/**
 * Has promtool for `npm run deploy:check`, where Debian's packages can be had: only the program is taken out of the package,
 * since installing it would start a Prometheus.
 *
 * @returns Whether it is there.
 */
export function setUpPromtool() {
  if (findPromtool() !== undefined) return true;
  if (process.platform !== 'linux') return false;
  const folder = mkdtempSync(join(tmpdir(), 'ringgate-promtool-'));
  const succeeds = (command, args) =>
    spawnSync(command, args, { cwd: folder, stdio: 'ignore', timeout: timeoutMs }).status === 0;
  try {
    if (!succeeds('apt-get', ['download', 'prometheus'])) return false;
    const [archive] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    if (archive === undefined || !succeeds('dpkg-deb', ['--extract', archive, '.'])) return false;
    mkdirSync(dirname(ownPromtool), { recursive: true });
    return (
      succeeds('cp', [join(folder, 'usr/bin/promtool'), ownPromtool]) &&
      findPromtool() !== undefined
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
