import type { Call } from './call.ts';

/** How long a gateway waits for a node: a call that took longer may have met one that was silent. */
export const silenceMs = 400;

/** What is known of nodes that did not answer: it excuses logins that began another session than they might have. */
export interface Silence {
  /** Whether the node of a call's token may have been silent. */
  readonly isMetBy: (call: Call) => boolean;
  /** How many sessions a login may have begun on silent nodes beside the one that it answered. */
  readonly drawsOf: (login: Call) => number;
}

/** A guess, for histories of which nobody wrote down when nodes were silent. */
export function guessedSilence(calls: readonly Call[]): Silence {
  return {
    isMetBy: (call) => calls.some((other) => isSilenceAround(call, other)),
    drawsOf: ({ startedAt, endedAt }) => Math.floor((endedAt - startedAt) / silenceMs),
  };
}

/** Whether a call shows that its gateway had no answer from a node about when another call went on. */
function isSilenceAround({ gateway, startedAt, endedAt }: Call, other: Call): boolean {
  if (other.gateway !== gateway) return false;
  const isSilence = other.result.kind === 'unknown' || other.endedAt - other.startedAt > silenceMs;
  return isSilence && other.startedAt < endedAt + 1_000 && other.endedAt > startedAt - 1_000;
}
