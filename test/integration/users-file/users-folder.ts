import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';

/** A well-formed hash of nobody's password. */
export const hash =
  '$argon2id$v=19$m=19456,t=2,p=1$MDpWYpeYz7ZvvBhBe3c9qw$GImGhehZOU3+RrdaAuNfDCwUM3eHdvUBKk5CNxf5cIU';

/** The text of a users file with these users. */
export function usersText(...usernames: readonly string[]): string {
  return usernames.map((name) => `- username: ${name}\n  passwordHash: ${hash}\n`).join('');
}

/** A folder of its own for each test. @returns The path of a file in it. */
export function useFolder(): (name: string) => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringgate-users-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return (name) => join(folder, name);
}

/** Waits for a condition, at most 10 seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadlineAt = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadlineAt) throw new Error(`still not so: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
