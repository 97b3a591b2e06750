const longestShown = 200;

/** A text of somebody else's, as it may be shown on a terminal: ASCII, and not long. */
export function printable(text: string): string {
  const plain = text.replaceAll(/[^ -~]/g, '?');
  return plain.length > longestShown ? `${plain.slice(0, longestShown)}...` : plain;
}
