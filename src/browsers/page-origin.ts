/** What a page opened from a file, or in a sandboxed frame, sends as its origin (HTML Standard, opaque origins). */
export const opaqueOrigin = 'null';

/** What an origin is, for messages: continues `must be`. */
export const originRule =
  'an origin: scheme, host and, where it is not the usual one, port, without a path, as in https://app.example or http://localhost:5173';

/**
 * Reads the origin of a page.
 *
 * @returns A URL without a path; `null` for the opaque origin, also of a file's address; absent when it is no origin.
 */
export function parsePageOrigin(text: string): URL | typeof opaqueOrigin | undefined {
  if (text === opaqueOrigin || text.startsWith('file:')) return opaqueOrigin;
  if (!/^https?:\/\/[^*]+$/i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.origin === text.toLowerCase() ? url : undefined;
}

/** The origin of an address that is more than an origin, for a hint; absent when it has none. */
export function originWithin(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}
