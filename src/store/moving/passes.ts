/** What passes over a node that records leave have shown so far. */
export interface Passes {
  /** Whole passes in a row that found nothing to move. */
  readonly emptyPasses: number;
  /** Whether the present pass has found anything to move, or cannot count as a whole one. */
  readonly foundInPass: boolean;
}

/** Before the first pass. */
export const noPasses: Passes = { emptyPasses: 0, foundInPass: false };

/** One would do where SCAN keeps its word; the second is for the node that does not. */
const enoughPasses = 2;

/** After a page of ids was dealt with. */
export function afterPage(
  { emptyPasses, foundInPass }: Passes,
  page: { readonly found: boolean; readonly isLast: boolean },
): Passes {
  const found = foundInPass || page.found;
  if (!page.isLast) return { emptyPasses, foundInPass: found };
  return { emptyPasses: found ? 0 : emptyPasses + 1, foundInPass: false };
}

/**
 * After a pass was broken off and is to go on where it was: a server that was started anew meanwhile gives its ids in
 * another order, so going on may miss some and the pass proves nothing.
 */
export function brokenOff({ emptyPasses }: Passes): Passes {
  return { emptyPasses, foundInPass: true };
}

/** Whether every record that the node had to give has left it. */
export function isDone({ emptyPasses }: Passes): boolean {
  return emptyPasses >= enoughPasses;
}
