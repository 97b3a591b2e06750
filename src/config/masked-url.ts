/**
 * A node's URL as it may be shown: user, password and the values of unexpected query keys are replaced.
 * Works on the text, since a URL with a fault in it holds its password all the same.
 */
export function maskedUrl(url: string): string {
  return url
    .replace(/^([a-z0-9+.-]+:\/\/)?.*@/is, '$1***@')
    .replace(/([?&](?!(?:id|weight|db)=)[^=&]*)=[^&]*/gi, '$1=***');
}
