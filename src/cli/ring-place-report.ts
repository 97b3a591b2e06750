import type { PlaceReport } from '../store/operator/ring-operations.ts';

/** Where a record is, for people. */
export function placeText(report: PlaceReport): string {
  const { id, owner, ownerBefore, foundOn, unreachable } = report;
  const before = ownerBefore === owner ? '' : `, before the change ${ownerBefore}`;
  return [
    `${shown(id)}\n`,
    `owner   ${owner}${before}\n`,
    `record  ${whereabouts(report)}\n`,
    ...(foundOn.length > 1
      ? ['        on more than one node while it is being moved: what the owner has counts\n']
      : []),
    ...unreachable.map((node) => `        ${node} does not answer: it may have the record, too\n`),
  ].join('');
}

/** The same for machines. */
export function placeJson(report: PlaceReport): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function whereabouts({ owner, ownerBefore, foundOn, unreachable }: PlaceReport): string {
  if (foundOn.length === 0)
    return unreachable.length === 0 ? 'on no node' : 'on no node that answers';
  const places = foundOn.join(', ');
  if (foundOn.length > 1 || foundOn.includes(owner)) return `on ${places}`;
  if (foundOn.includes(ownerBefore))
    return `on ${places}: it is moved when it is next used, or by a mover`;
  return `on ${places}, which owns it neither now nor before: nobody reads it there, and the next mover removes it`;
}

/** Control characters would let a text draw on the terminal. */
function shown(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}
