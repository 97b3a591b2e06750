import type { NodeLog, NodeLogFields } from '../../../src/store/node-log.ts';
import type { SubscriberTimes } from '../../../src/store/redis/channel-subscriber.ts';
import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import type { RedisServer } from '../../support/redis-server.ts';

/** Who is refused at once waits for no answer: it takes less than one may take, also on a busy machine. */
export const atOnceMs = 300;

/** One line of a log. */
export interface LoggedLine extends NodeLogFields {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

/** Keeps what a node logs. */
export class RecordingLog implements NodeLog {
  readonly lines: LoggedLine[] = [];

  info(fields: NodeLogFields, message: string): void {
    this.lines.push({ level: 'info', message, ...fields });
  }

  warn(fields: NodeLogFields, message: string): void {
    this.lines.push({ level: 'warn', message, ...fields });
  }

  error(fields: NodeLogFields, message: string): void {
    this.lines.push({ level: 'error', message, ...fields });
  }
}

/** A node `a` on a server, not connected yet. */
export function nodeOn(
  server: RedisServer | { readonly url: string },
  log: NodeLog = new RecordingLog(),
  subscriber: SubscriberTimes = {},
): RedisSessionNode {
  return new RedisSessionNode({ id: 'a', kind: 'redis', url: server.url, log, subscriber });
}

/** How an attempt ended, and how long that took. */
export async function timed(
  attempt: Promise<unknown>,
): Promise<{ readonly outcome: unknown; readonly tookMs: number }> {
  const startedAt = performance.now();
  const outcome = await attempt.catch((error: unknown) => error);
  return { outcome, tookMs: performance.now() - startedAt };
}
