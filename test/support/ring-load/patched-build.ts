import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { builtProgram } from '../gateway-process.ts';

/** A place in a built file that is to be another. */
export interface Patch {
  /** Beneath `dist`. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly text: string;
  readonly instead: string;
}

/** A copy of the built gateway with parts of it taken out: to see whether tests would notice. */
export interface PatchedBuild {
  /** As `dist/main.js`. */
  readonly program: string;
  readonly remove: () => Promise<void>;
}

/** @throws {Error} When a patch does not fit the built files any more. */
export async function patchedBuild(patches: readonly Patch[]): Promise<PatchedBuild> {
  const dist = dirname(builtProgram);
  const root = dirname(dist);
  const folder = await mkdtemp(join(tmpdir(), 'ringgate-patched-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await cp(dist, join(folder, 'dist'), { recursive: true });
    for (const name of ['package.json', 'schema.graphql']) {
      await cp(join(root, name), join(folder, name));
    }
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, text, instead } of patches) {
      const path = join(folder, 'dist', file);
      const parts = (await readFile(path, 'utf8')).split(text);
      if (parts.length !== 2) {
        throw new Error(`${file} has ${parts.length - 1} times, not once: ${text}`);
      }
      await writeFile(path, parts.join(instead));
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { program: join(folder, 'dist', 'main.js'), remove };
}
