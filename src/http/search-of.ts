/** The query of a request's URL with its question mark, as it came; empty without one. */
export function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start);
}
