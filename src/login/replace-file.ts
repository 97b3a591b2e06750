import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whose a file is and who may read it. */
export interface FileRights {
  /** Permission bits, as in 0o600. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a file so that readers and crashes find either the old content or the new, never a part: aside, to the disk,
 * then renamed.
 *
 * @param options.rights Those of the file that is replaced; absent for a new one, which only its owner may read.
 * @param options.beforeRename The last chance to stop, by throwing.
 */
export async function replaceFile(
  path: string,
  text: string,
  options: {
    readonly rights: FileRights | undefined;
    readonly beforeRename: () => Promise<void>;
  },
): Promise<void> {
  const draftPath = `${path}.${randomUUID()}.tmp`;
  try {
    const draft = await open(draftPath, 'wx', 0o600);
    try {
      await draft.writeFile(text);
      if (options.rights !== undefined) await giveRights(draft, options.rights);
      await draft.sync();
    } finally {
      await draft.close();
    }
    await options.beforeRename();
    await rename(draftPath, path);
  } catch (error) {
    await rm(draftPath, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function giveRights(draft: FileHandle, { mode, uid, gid }: FileRights): Promise<void> {
  const own = await draft.stat();
  // The owner before the mode: a change of owner may clear bits.
  if (own.uid !== uid || own.gid !== gid) await draft.chown(uid, gid);
  await draft.chmod(mode);
}

/** The rename itself must outlive a crash. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
