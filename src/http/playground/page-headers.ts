/**
 * What the page may load and do: its own files, and requests to its own origin, WebSockets included.
 *
 * Monaco, the editor, needs the two exceptions. It positions every line by a style attribute and writes its theme into
 * style elements, without a nonce; and it underlines mistakes with images in data URLs. Neither runs code.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of the page and of its files alike. @param secure Whether the gateway is served over https. */
export function siteHeaders(secure: boolean): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    // Over plain http browsers ignore both, and say so on the console.
    ...(secure && {
      'strict-transport-security': 'max-age=31536000',
      'cross-origin-opener-policy': 'same-origin',
    }),
  };
}
