/** The longest password, in bytes of UTF-8 after normalization. */
export const maxPasswordBytes = 1024;

/**
 * A password as it is hashed: in Unicode normalization form C, as RFC 8265 (4.2.2) has it, so that it matches however
 * the keyboard composed its letters.
 *
 * @returns `undefined` for one that cannot be anybody's: empty, not well-formed, or over {@link maxPasswordBytes}.
 */
export function normalizePassword(password: string): string | undefined {
  if (password === '' || !password.isWellFormed()) return undefined;
  // Composition leaves at least a byte of UTF-8 for every two UTF-16 units: this is too long however it composes, and
  // putting a long run of combining marks in order takes quadratic time.
  if (password.length > maxPasswordBytes * 2) return undefined;
  const normal = password.normalize('NFC');
  return Buffer.byteLength(normal) <= maxPasswordBytes ? normal : undefined;
}
