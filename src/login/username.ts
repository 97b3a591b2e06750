const maxUsernameBytes = 64;

/**
 * A username as it is kept and compared: in Unicode normalization form C.
 *
 * @returns `undefined` for one that cannot be anybody's: not 1 to 64 bytes of UTF-8, not well-formed, or with control
 *   characters, which could forge a line of a list or log.
 */
export function normalizeUsername(username: string): string | undefined {
  // Composition leaves at least a byte of UTF-8 for every two UTF-16 units: this is too long however it composes, and
  // putting a long run of combining marks in order takes quadratic time.
  if (username.length > maxUsernameBytes * 2) return undefined;
  const normal = username.normalize('NFC');
  const bytes = Buffer.byteLength(normal);
  if (bytes < 1 || bytes > maxUsernameBytes || /[\p{Cc}\p{Cs}]/u.test(normal)) return undefined;
  return normal;
}
