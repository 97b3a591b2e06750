import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';

/**
 * Digest of everything that a user's sessions rest on. Roles are not part of it: they are read at every use.
 *
 * @param sessionValues Key to canonical JSON text.
 * @returns The first 11 characters (66 bits) of a SHA-256 in base64url. It need only tell two versions of one entry
 *   apart, which nobody but the operator writes.
 */
export function credentialVersion(
  passwordHash: string,
  sessionValues: ReadonlyMap<string, string>,
): string {
  const text = canonicalJson([passwordHash, sessionValues]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}
