import type { Call } from './call.ts';
import { Endings } from './endings.ts';
import type { Fault } from './fault.ts';
import { lifeFaults } from './life-faults.ts';
import { listFaults } from './list-faults.ts';
import { guessedSilence, type Silence } from './silence.ts';
import { valueFaults } from './value-faults.ts';

/**
 * Everything in a whole history of calls that must never happen; empty when all is explained.
 *
 * @param silence What is known of nodes that did not answer; guessed when absent.
 */
export function checkHistory(
  history: readonly Call[],
  silence: Silence = guessedSilence(history),
): Fault[] {
  const calls = [...history].sort((one, other) => one.endedAt - other.endedAt);
  const endings = new Endings(calls);
  const faults = [
    ...lifeFaults(calls, endings, silence),
    ...listFaults(calls, endings, silence),
    ...valueFaults(calls, silence),
  ];
  return faults.sort((one, other) => (one.call ?? 0) - (other.call ?? 0));
}
