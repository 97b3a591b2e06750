import type { Call } from '../ring-load/call.ts';
import { isAround, isWithin, meets, type Episode, type OwnerOf } from './episode.ts';

/** A history in which writes that were refused for certain count as not done. */
export function withCertainRefusals(
  calls: readonly Call[],
  episodes: readonly Episode[],
  ownerOf: OwnerOf,
): Call[] {
  return calls.map((call) => {
    const { action, token, result } = call;
    const isOneWrite = ['set', 'increment', 'logout'].includes(action.kind) && token !== undefined;
    if (!isOneWrite || result.kind !== 'unknown' || result.why !== 'unavailable') return call;
    const met = episodes.filter((each) => isAround(each, call) && meets(each, call, ownerOf));
    const [only] = met;
    const isCertain =
      only?.fault.refusesForCertain === true && met.length === 1 && isWithin(only, call);
    return isCertain ? { ...call, result: { kind: 'refused', why: result.why } } : call;
  });
}
