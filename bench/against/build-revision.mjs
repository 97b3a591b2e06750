import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds the gateway of another revision, in a work tree of its own that goes when the benchmark ends. Its packages are
 * those that are installed here, so both gateways run on the same ones.
 *
 * @returns The revision's short hash, and the `file` that starts its gateway.
 */
export async function buildRevision(revision, running) {
  const hash = git('rev-parse', '--short', '--verify', `${revision}^{commit}`);
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-against-'));
  const tree = join(folder, hash);
  running.add(async () => {
    git('worktree', 'remove', '--force', tree);
    await rm(folder, { recursive: true, force: true });
  });
  git('worktree', 'add', '--quiet', '--detach', tree, hash);
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  const run = (...args) => execFileSync(process.execPath, args, { cwd: tree, stdio: 'inherit' });
  run(join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json');
  run(join('scripts', 'copy-assets.js'));
  return { hash, file: join(tree, 'dist', 'main.js') };
}

function git(...args) {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
