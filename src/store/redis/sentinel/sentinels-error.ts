import { RedisNodeError } from '../redis-node-error.ts';
import { placeOf, type SentinelAddress } from '../host-addresses.ts';
import type { SentinelAnswers } from './master-search.ts';

/** The master cannot be found now. The message names the Sentinels; no secret in it. */
export class SentinelsError extends Error {
  override readonly name = 'SentinelsError';
  /** Why the node is DOWN, in the log: none of them tells, or the server that they name is a replica. */
  readonly code: 'SENTINELS_SILENT' | 'NOT_THE_MASTER';

  constructor(code: SentinelsError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Why the master was not found.
 *
 * @returns A {@link RedisNodeError} when somebody has to change something: more than half of the Sentinels answer, and none
 *   knows the name, or lets us ask.
 */
export function masterNotFound(
  { name, sentinels }: SentinelAddress,
  answers: SentinelAnswers,
): RedisNodeError | SentinelsError {
  const those = (state: SentinelAnswers[number]['state']): string[] =>
    sentinels.filter((_sentinel, at) => answers[at]?.state === state).map(placeOf);
  const [silent, unknown, refused] = [those('silent'), those('unknown'), those('refused')];
  const reasonOf = (state: 'silent' | 'refused'): string => {
    const found = answers.find((each) => each.state === state && each.reason !== undefined);
    return found && 'reason' in found ? ` (${found.reason ?? ''})` : '';
  };
  const parts = [
    silent.length > 0 &&
      `${silent.join(', ')} ${verb(silent, 'does', 'do')} not answer${reasonOf('silent')}`,
    unknown.length > 0 && `${unknown.join(', ')} ${verb(unknown, 'knows', 'know')} no such name`,
    refused.length > 0 &&
      `${refused.join(', ')} ${verb(refused, 'refuses', 'refuse')} access${reasonOf('refused')}`,
  ];
  const told = `no Sentinel tells where the master ${name} is: ${parts.filter(Boolean).join('; ')}`;
  if (silent.length * 2 >= sentinels.length) return new SentinelsError('SENTINELS_SILENT', told);
  return new RedisNodeError(
    refused.length > 0 ? 'REDIS_ACCESS_DENIED' : 'REDIS_MASTER_UNKNOWN',
    told,
  );
}

function verb(names: readonly string[], one: string, many: string): string {
  return names.length === 1 ? one : many;
}
