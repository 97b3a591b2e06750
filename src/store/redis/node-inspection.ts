import type { RedisSessionNode } from './redis-session-node.ts';
import { errorCode, isReplyError } from './reply-error.ts';
import { readServerFacts } from './server-facts.ts';

/** What has to be known of a server before the ring gives it keys. */
export interface NodeInspection {
  /** Of `maxmemory-policy`; absent when the server does not say. */
  readonly evictionPolicy: string | undefined;
  /** The same for two nodes only when they are one database of one server; absent when the server does not say. */
  readonly database: string | undefined;
}

/** Asks a server what it is; writes nothing. @throws {SessionError} `SESSION_STORE_UNAVAILABLE` */
export function inspectNode(node: RedisSessionNode): Promise<NodeInspection> {
  return node.ask(async (client) => {
    const info = await client.info().catch((error: unknown) => {
      // The user may not ask.
      if (error instanceof Error && isReplyError(error) && errorCode(error) === 'NOPERM') return '';
      throw error;
    });
    const runId = /^run_id:(\w+)/m.exec(info)?.[1];
    const { db = 0 } = client.options;
    return {
      evictionPolicy: readServerFacts(info, undefined).evictionPolicy,
      database: runId === undefined ? undefined : `${runId}/${db}`,
    };
  });
}
