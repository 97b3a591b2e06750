import { describe, expect, it } from '@jest/globals';
import type { NodeLog } from '../../../../../src/store/node-log.ts';
import { SentinelListener } from '../../../../../src/store/redis/sentinel/sentinel-listener.ts';
import {
  SentinelPresence,
  type SentinelReports,
} from '../../../../../src/store/redis/sentinel/sentinel-presence.ts';
import { waitFor } from '../../../../support/wait-for.ts';

/** Nobody listens there. */
const sentinel = { host: '127.0.0.1', port: 1 };

describe('what is told of a Sentinel that is away', () => {
  it('is nothing once nobody listens to it, also when it was lost then', async () => {
    const told: string[] = [];
    const tell: NodeLog['info'] = ({ node }) => told.push(node);
    const log: NodeLog = { info: tell, warn: tell, error: tell };
    const reportsOf = (id: string): SentinelReports => ({ id, log, awayAfterMs: 20 });

    const closed = new SentinelPresence(sentinel, reportsOf('closed'));
    closed.heard();
    closed.close();
    closed.away();
    const listener = new SentinelListener({
      sentinel,
      address: { sentinels: [sentinel], name: 'm', db: 0 },
      reports: reportsOf('listener'),
      onSwitch: () => undefined,
      onNamed: () => undefined,
    });
    listener.close();
    // Timers of one length end in the order in which they began.
    const open = new SentinelPresence(sentinel, reportsOf('open'));
    await waitFor('the last one is told of', () => told.includes('open'));
    open.close();
    expect(told).toEqual(['open']);
  });
});
