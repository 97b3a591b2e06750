import type { RawReply } from './script-command.ts';
import type { ScriptName } from './script-source.ts';

/** Runs scripts on the server that has their keys: a connection to one does, and so do those to a Redis Cluster. */
export interface ScriptRunner {
  /**
   * Runs a script once.
   *
   * @returns What `decode` makes of its reply.
   * @throws {SessionError} `SESSION_STORE_UNAVAILABLE`, within a second.
   */
  run<Outcome>(
    name: ScriptName,
    keys: readonly string[],
    args: readonly string[],
    decode: (reply: RawReply) => Outcome,
  ): Promise<Outcome>;
}
