import type { CommandOutcome } from '../node-observer.ts';
import { outcomeOf, type EndCommand } from './observed-command.ts';
import { explainFailure } from './reply-error.ts';
import type { RawReply } from './script-command.ts';

/** Reads errors of a server that has done nothing, since the caller is to go on elsewhere, or otherwise. */
export interface Refusals {
  /** @returns What the caller is told; absent for any other error. */
  explain(error: Error): Error | undefined;
  /** What became of a command that was refused so. */
  readonly outcome: CommandOutcome;
}

/** Answers a caller with what `decode` makes of a reply, or rejects with what it throws. */
export function answerDecoded<Outcome>(
  reply: RawReply,
  decode: (reply: RawReply) => Outcome,
  resolve: (outcome: Outcome) => void,
  reject: (error: Error) => void,
): void {
  try {
    resolve(decode(reply));
  } catch (error) {
    reject(error instanceof Error ? error : new Error(String(error)));
  }
}

/**
 * Ends the observation of a command that was sent and failed.
 *
 * @returns What its caller is told: the refusal, or `SESSION_STORE_UNAVAILABLE`.
 */
export function failureOf(
  nodeId: string,
  error: Error,
  refusals: Refusals,
  end: EndCommand | undefined,
): Error {
  const refused = refusals.explain(error);
  end?.(refused ? refusals.outcome : outcomeOf(error));
  return refused ?? explainFailure(nodeId, error);
}
