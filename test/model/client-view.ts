import type { Reply } from './commands.ts';
import type { Call } from './gateway-process.ts';

/** What the session's clients have been told so far, and what they may therefore expect. */
export interface ClientView {
  /** Whether its cookie has reached somebody. */
  readonly isKnown: boolean;
  /** Acknowledged writes, one bit each. */
  readonly acknowledged: number;
  /** Somebody has asked for its end, so that it may be gone at any time. */
  readonly endAsked: boolean;
  /** Somebody was told that it is not there any more. */
  readonly endTold: boolean;
  /** When it expires unless it is used again. */
  readonly livesUntil: number;
}

/** What an answer means for the clients. `fault`: what must not be. */
export function afterAnswer(
  view: ClientView,
  { request, mustSee, isAfterEnd }: Call,
  answer: Reply | 'unavailable',
  now: number,
): { readonly view: ClientView; readonly fault?: string } {
  if (answer === 'unavailable') return { view };
  if (answer.state === 'created') return { view: { ...view, isKnown: true } };
  if (answer.state === 'found') {
    const bit = request.kind === 'write' ? request.bit : 0;
    const after = { ...view, acknowledged: view.acknowledged | bit };
    if (isAfterEnd) return { view: after, fault: 'the session came back after its end' };
    const isWhole = (answer.value & mustSee) === mustSee;
    return isWhole ? { view: after } : { view: after, fault: 'an acknowledged write is lost' };
  }
  const after = { ...view, endTold: true };
  if (view.endAsked || view.livesUntil <= now) return { view: after };
  return { view: after, fault: `a live session is answered "${answer.state}"` };
}
