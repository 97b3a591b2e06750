const unitBytes = new Map([
  ['B', 1],
  ['KiB', 1_024],
  ['MiB', 1_048_576],
]);

/**
 * Reads a size as in `16KiB`, `1MiB`, `512B` or `512`.
 *
 * @returns Positive whole bytes; absent when the text is no such size.
 */
export function parseSizeBytes(text: string): number | undefined {
  const match = /^(?<count>\d{1,9}) ?(?<unit>B|KiB|MiB)?$/.exec(text);
  const unit = unitBytes.get(match?.groups?.['unit'] ?? 'B');
  if (match === null || unit === undefined) return undefined;
  const sizeBytes = Number(match.groups?.['count']) * unit;
  return sizeBytes > 0 ? sizeBytes : undefined;
}
