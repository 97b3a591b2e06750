import { errorCode, isReplyError } from '../reply-error.ts';
import type { HostAddress, SentinelAddress } from '../host-addresses.ts';
import { createSentinelClient, sentinelTimeoutMs } from './sentinel-client.ts';

/** What one Sentinel says about a master. */
export type SentinelAnswer =
  | {
      readonly state: 'known';
      readonly master: HostAddress;
      /** Of the failover that made it the master: of two answers the higher one is newer. */
      readonly epoch: number;
    }
  | { readonly state: 'unknown' }
  | SentinelFailure;

/** Why a Sentinel has told nothing. */
export type SentinelFailure =
  /** It refused us. @see reason A code, as in `NOAUTH`. */
  | { readonly state: 'refused'; readonly reason: string }
  /** @see reason A code, as in `ECONNREFUSED`; absent when there was no answer in time. */
  | { readonly state: 'silent'; readonly reason?: string };

/**
 * Asks one Sentinel, over a connection that is there only for that.
 *
 * @param signal Ends it; then the answer does not matter.
 */
export async function askSentinel(
  sentinel: HostAddress,
  address: SentinelAddress,
  signal: AbortSignal,
): Promise<SentinelAnswer> {
  const client = createSentinelClient(sentinel, address, {
    retryStrategy: () => null,
    commandTimeout: sentinelTimeoutMs,
  });
  const hangUp = (): void => {
    client.disconnect();
  };
  let failure: Error | undefined;
  client.on('error', (error: Error) => {
    failure ??= error;
  });
  signal.addEventListener('abort', hangUp);
  try {
    await client.connect();
    // In one write. The first knows of a master that has taken over before the second does, with the same epoch.
    const [place, facts] = await Promise.all([
      client.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', address.name),
      client.call('SENTINEL', 'MASTER', address.name).catch(() => undefined),
    ]);
    return readAnswer(place, facts);
  } catch (error) {
    const cause = failure ?? (error instanceof Error ? error : undefined);
    return cause ? sentinelFailureOf(cause) : { state: 'silent' };
  } finally {
    signal.removeEventListener('abort', hangUp);
    client.disconnect();
  }
}

/** What an error of a client of a Sentinel means. */
export function sentinelFailureOf(error: Error): SentinelFailure {
  if (isReplyError(error)) return { state: 'refused', reason: errorCode(error) };
  return 'code' in error ? { state: 'silent', reason: errorCode(error) } : { state: 'silent' };
}

/** @param facts Names and values in turn; absent where the user may not ask for them. */
function readAnswer(place: unknown, facts: unknown): SentinelAnswer {
  if (!Array.isArray(place)) return { state: 'unknown' };
  const [host, port] = place.map(String);
  const texts = Array.isArray(facts) ? facts.map(String) : [];
  const epochAt = texts.findIndex((text, at) => at % 2 === 0 && text === 'config-epoch');
  const epoch = epochAt < 0 ? 0 : Number(texts[epochAt + 1]);
  return { state: 'known', master: { host: host ?? '', port: Number(port) }, epoch };
}
