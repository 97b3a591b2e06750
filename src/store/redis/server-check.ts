import type { Redis } from 'ioredis';
import { isReplyError } from './reply-error.ts';
import { RedisNodeError } from './redis-node-error.ts';
import type { ScriptSource } from './script-source.ts';
import {
  isRecentEnough,
  readServerFacts,
  requiredVersion,
  warningsAbout,
  type ServerFacts,
} from './server-facts.ts';

const accessPattern = /^(?:WRONGPASS|NOAUTH|NOPERM|ERR (?:AUTH|invalid password|Client sent AUTH))/;

/**
 * Asks a server that was just connected to whether it can be used.
 *
 * @returns What there is to warn about, or `loading` when it reads its data and is to be asked again.
 * @throws {RedisNodeError} When it cannot be used as it is set up.
 */
export async function checkServer(
  nodeId: string,
  client: Redis,
): Promise<readonly string[] | 'loading'> {
  const facts = await askFacts(client);
  if (!isRecentEnough(facts.version)) {
    throw new RedisNodeError(
      'REDIS_TOO_OLD',
      `the node ${nodeId} runs Redis ${facts.version ?? ''}; ${requiredVersion} or later is required`,
    );
  }
  return facts.isLoading ? 'loading' : warningsAbout(facts);
}

/** Loads scripts, so that the first use of each is one command too. Without the right to, they are loaded at that use. */
export async function loadScripts(client: Redis, sources: readonly ScriptSource[]): Promise<void> {
  const loads = sources.map(({ lua }) => client.script('LOAD', lua));
  for (const { reason } of (await Promise.allSettled(loads)).filter((load) => 'reason' in load)) {
    if (!(reason instanceof Error && reason.message.startsWith('NOPERM'))) throw reason;
  }
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
  const info = await client.info().catch(emptyWhenForbidden);
  // Managed servers have no CONFIG.
  const save = await client.config('GET', 'save').catch((error: unknown) => {
    if (error instanceof Error && isReplyError(error)) return undefined;
    throw error;
  });
  return readServerFacts(info, Array.isArray(save) ? (save[1] ?? '') : undefined);
}

function emptyWhenForbidden(error: unknown): string {
  if (error instanceof Error && error.message.startsWith('NOPERM')) return '';
  throw error;
}
