import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { UsersFileError } from './users-file-error.ts';

const retryIntervalMs = 25;
const defaultStaleAfterMs = 10_000;

/** A lock that is held. */
export interface HeldLock {
  /** @throws {UsersFileError} When another process took the lock over, because this one was stopped for long. */
  check(): Promise<void>;
}

/**
 * Runs while no other process does so for the same path: by a file beside it, `<path>.lock`, that names its holder.
 *
 * A lock is taken over when its process on this machine is gone, or when it is older than `staleAfterMs`: an edit
 * takes milliseconds. Waits at most twice as long.
 *
 * @throws {UsersFileError} When the lock stays held.
 */
export async function withFileLock<Result>(
  path: string,
  run: (lock: HeldLock) => Promise<Result>,
  { staleAfterMs = defaultStaleAfterMs }: { readonly staleAfterMs?: number } = {},
): Promise<Result> {
  const lockPath = `${path}.lock`;
  const holder = `${process.pid} ${hostname()} ${randomUUID()}\n`;
  await acquire(lockPath, holder, staleAfterMs);
  const isHeld = async (): Promise<boolean> => (await contentOf(lockPath)) === holder;
  const check = async (): Promise<void> => {
    if (!(await isHeld())) throw new UsersFileError(`${path} is being edited by another process`);
  };
  try {
    return await run({ check });
  } finally {
    if (await isHeld()) await rm(lockPath, { force: true });
  }
}

async function acquire(lockPath: string, holder: string, staleAfterMs: number): Promise<void> {
  const deadlineAt = Date.now() + 2 * staleAfterMs;
  while (!(await create(lockPath, holder))) {
    if (await isStale(lockPath, staleAfterMs)) {
      await discard(lockPath, staleAfterMs);
    } else if (Date.now() > deadlineAt) {
      throw new UsersFileError(
        `${lockPath} is held by another process; when none is editing, delete it`,
      );
    } else {
      await delay(retryIntervalMs);
    }
  }
}

async function create(lockPath: string, holder: string): Promise<boolean> {
  // Written aside and linked, so that the lock never exists without its holder's name.
  const draftPath = uniquePath(lockPath);
  await writeFile(draftPath, holder, { flag: 'wx', mode: 0o600 });
  try {
    await link(draftPath, lockPath);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draftPath, { force: true });
  }
}

async function isStale(lockPath: string, staleAfterMs: number): Promise<boolean> {
  const content = await contentOf(lockPath);
  const createdAt = await stat(lockPath).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (content === undefined || createdAt === undefined) return false;
  if (Date.now() - createdAt > staleAfterMs) return true;
  const [pid, host] = content.split(' ');
  return host === hostname() && !isAlive(Number(pid));
}

/**
 * Moves a stale lock away and looks at it again: between the two looks another process may have done the same and
 * made a lock of its own, which then is put back.
 */
async function discard(lockPath: string, staleAfterMs: number): Promise<void> {
  const asidePath = uniquePath(lockPath);
  try {
    await rename(lockPath, asidePath);
    if (!(await isStale(asidePath, staleAfterMs))) await link(asidePath, lockPath);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    await rm(asidePath, { force: true });
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 only asks. EPERM: it is there, and somebody else's.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function uniquePath(path: string): string {
  return `${path}.${randomUUID()}`;
}
