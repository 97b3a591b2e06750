import type { PlaceReport } from '../store/operator/ring-operations.ts';

/** Where a record is, for people. */
export function placeText(report: PlaceReport): string {
  const { id, owner, ownerBefore, unreachable } = report;
  const before = ownerBefore === owner ? '' : `, before the change ${ownerBefore}`;
  const missing = unreachable.length === 0 ? 'on no node' : 'on no node that answers';
  const places = placesOf(report);
  const [first = missing, ...others] = [
    ...(places.length === 0 ? [missing] : places),
    ...unreachable.map((node) => `${node} does not answer: it may have the record, too`),
  ];
  return [
    `${shown(id)}\n`,
    `owner   ${owner}${before}\n`,
    `record  ${first}\n`,
    ...others.map((line) => `        ${line}\n`),
  ].join('');
}

/** The same for machines. */
export function placeJson(report: PlaceReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** The owner's first: what it has counts. */
function placesOf({ owner, ownerBefore, foundOn }: PlaceReport): readonly string[] {
  const isOnOwner = foundOn.includes(owner);
  const others = foundOn.filter((node) => node !== owner);
  return [
    ...(isOnOwner ? [`on ${owner}`] : []),
    ...others.map((node) => {
      if (node !== ownerBefore) return `on ${node}: a copy from the past, which nobody reads`;
      return isOnOwner
        ? `on ${node}: a copy that is about to go, which nobody reads`
        : `on ${node}: it is moved when it is next used, or by a mover`;
    }),
  ];
}

/** Control characters would let a text draw on the terminal. */
function shown(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}
