import type { HostAddress, SentinelAddress } from '../host-addresses.ts';
import { askSentinel, type SentinelAnswer } from './sentinel-answer.ts';
import { sentinelTimeoutMs } from './sentinel-client.ts';

/** What all Sentinels said in the time that they had; `silent` for one that said nothing. */
export type SentinelAnswers = readonly SentinelAnswer[];

/**
 * Asks all Sentinels at once where the master is, until more than half of them have told, or the time is over. One that was
 * cut off may tell of the master of before, so the newest answer counts.
 *
 * @param signal Ends it at once, with what was found by then.
 * @returns The master; or what they answered, in the order of the address, when none knows it.
 */
export async function findMaster(
  address: SentinelAddress,
  signal: AbortSignal,
): Promise<HostAddress | SentinelAnswers> {
  const answers = await askAll(address, signal);
  return newestFirst(answers)[0]?.master ?? answers;
}

/** As {@link findMaster}. @returns Absent when no more than half of them have told. */
export async function findAgreedMaster(
  address: SentinelAddress,
  signal: AbortSignal,
): Promise<HostAddress | undefined> {
  const answers = await askAll(address, signal);
  return haveMostTold(answers) ? newestFirst(answers)[0]?.master : undefined;
}

async function askAll(address: SentinelAddress, signal: AbortSignal): Promise<SentinelAnswers> {
  const { sentinels } = address;
  const answers: SentinelAnswer[] = sentinels.map(() => ({ state: 'silent' }));
  const enough = new AbortController();
  const asking = Promise.all(
    sentinels.map(async (sentinel, at) => {
      answers[at] = await askSentinel(sentinel, address, enough.signal);
      if (haveMostTold(answers)) enough.abort();
    }),
  );
  const stop = (): void => {
    enough.abort();
  };
  const timer = setTimeout(stop, sentinelTimeoutMs);
  signal.addEventListener('abort', stop);
  await asking;
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  return answers;
}

function haveMostTold(answers: SentinelAnswers): boolean {
  return newestFirst(answers).length > answers.length / 2;
}

function newestFirst(answers: SentinelAnswers): (SentinelAnswer & { state: 'known' })[] {
  return answers
    .filter((answer) => answer.state === 'known')
    .sort((one, other) => other.epoch - one.epoch);
}
