import type { Redis } from 'ioredis';
import { followsMaster } from './redis-client.ts';
import { errorCode, isReplyError } from './reply-error.ts';
import { RedisNodeError } from './redis-node-error.ts';
import { sessionChannel } from './session-channel.ts';
import type { ScriptBook } from './script-book.ts';
import { SentinelsError } from './sentinel/sentinels-error.ts';
import {
  isRecentEnough,
  readServerFacts,
  requiredVersion,
  warningsAbout,
  type ServerFacts,
} from './server-facts.ts';

const accessPattern =
  /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:AUTH|invalid password|DB index))|The user executing the script/;

/** What a master of a Redis Cluster answers to keys that it does not have. */
const elsewhere = ['MOVED', 'ASK', 'TRYAGAIN', 'CLUSTERDOWN'] as const;

/**
 * Asks a server that was just connected to whether it can be used.
 *
 * @returns What there is to warn about, or `loading` when it reads its data and is to be asked again.
 * @throws {RedisNodeError} When it cannot be used as it is set up.
 * @throws {SentinelsError} When it is to be a master, and is none.
 */
export async function checkServer(
  nodeId: string,
  client: Redis,
): Promise<readonly string[] | 'loading'> {
  // Again: where the server refuses that, ioredis goes on in database 0, which may be another node's.
  const { db = 0 } = client.options;
  if (db !== 0) await client.select(db);
  const facts = await askFacts(client);
  if (!isRecentEnough(facts.version)) {
    throw new RedisNodeError(
      'REDIS_TOO_OLD',
      `the node ${nodeId} runs Redis ${facts.version ?? ''}; ${requiredVersion} or later is required`,
    );
  }
  if (facts.isReplica && followsMaster(client)) {
    throw new SentinelsError('NOT_THE_MASTER', 'the server that the Sentinels name is a replica');
  }
  if (facts.isLoading) return 'loading';
  return [...warningsAbout(facts), ...(await warnOfSilence(client))];
}

/**
 * Loads scripts, so that the first use of each is one command too; without the right to, each is sent whole when it is
 * used first. Then runs the one that reads, on no session, to see whether scripts may be run at all.
 */
export async function loadScripts(
  client: Redis,
  { sources, trial: { keys, args } }: ScriptBook,
): Promise<void> {
  await Promise.all(
    sources.map(async ({ lua }) => {
      await client.script('LOAD', lua).catch(unless('NOPERM'));
    }),
  );
  const sha = sources.find(({ name }) => name === 'load')?.sha ?? '';
  await client
    .evalsha(sha, keys.length, ...keys, ...args)
    .catch(unless('NOSCRIPT', 'STALE', 'BEHIND', ...elsewhere));
}

/** The error for a server that refuses us; absent when the error says anything else. Without the cause: that may hold the password. */
export function accessError(nodeId: string, error: Error): RedisNodeError | undefined {
  if (!isReplyError(error) || !accessPattern.test(error.message)) return undefined;
  return new RedisNodeError(
    'REDIS_ACCESS_DENIED',
    `the node ${nodeId} refuses access: ${error.message}`,
  );
}

async function askFacts(client: Redis): Promise<ServerFacts> {
  const info = await client.info().catch(unless('NOPERM'));
  // Managed servers have no CONFIG, or none that one may use.
  const save = await client.config('GET', 'save').catch(unless('NOPERM', 'ERR'));
  return readServerFacts(info ?? '', Array.isArray(save) ? (save[1] ?? '') : undefined);
}

/** Scripts publish what they changed; a user who may not still changes it, so nothing else would show it. */
async function warnOfSilence(client: Redis): Promise<readonly string[]> {
  const heard = await client.publish(sessionChannel(''), '').catch(unless('NOPERM'));
  if (heard !== undefined) return [];
  return [
    'the user may not publish, so nobody hears of changes; allow &e:* +publish +subscribe +unsubscribe',
  ];
}

/** Takes a reply that begins with one of these codes for no answer; all other errors are thrown. */
function unless(...codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof Error && isReplyError(error) && codes.includes(errorCode(error))) return;
    throw error;
  };
}
