import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGatewayUnderTest, type GatewayUnderTest } from '../../support/gateway-under-test.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { RedisProxy } from '../../support/redis-proxy.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { setValue } from '../../support/session-steps.ts';

const delayMs = 300;
const maxCommands = 20;

describe('a node that takes 300 ms for each command', () => {
  let servers: readonly RedisServer[];
  let proxy: RedisProxy;
  let gateway: GatewayUnderTest;

  beforeAll(async () => {
    const [slow, quick] = await Promise.all([RedisServer.start(), RedisServer.start()]);
    servers = [slow, quick];
    proxy = await RedisProxy.start(slow);
    gateway = await startGatewayUnderTest({
      RINGGATE_NODES: `${proxy.url}?id=slow ${quick.url}?id=quick`,
      RINGGATE_NODE_MAX_COMMANDS: String(maxCommands),
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await proxy.stop();
    await Promise.all(servers.map((server) => server.stop()));
  });

  async function browserOn(place: number): Promise<Browser> {
    for (;;) {
      const browser = gateway.browser();
      const { data } = await setValue(browser, 'kept', true);
      if (gateway.ownerOf(data?.setSessionValue?.id ?? '') === place) return browser;
    }
  }

  it('slows nobody whose session is elsewhere, and refuses its own past the bound', async () => {
    const [onSlow, onQuick] = [await browserOn(0), await browserOn(1)];
    proxy.delay(delayMs);
    let answered = 0;
    let refused = 0;
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      // Twice as many as may be under way there.
      const onIt = Array.from({ length: 2 * maxCommands }, () => onSlow.ask('{ session { id } }'));
      for (let i = 0; i < 20; i += 1) {
        const answer = await onQuick.ask('{ session { id } }');
        expect(answer.codes).toEqual([]);
        times.push(answer.elapsedMs);
      }
      for (const { status, codes } of await Promise.all(onIt)) {
        if (status === 200) {
          answered += 1;
        } else {
          expect(codes).toEqual(['SESSION_STORE_UNAVAILABLE']);
          refused += 1;
        }
      }
    }
    // Of the first ones of a round some stand behind all that came with them.
    expect(percentile(times, 0.9)).toBeLessThan(delayMs * 0.8);
    expect(answered).toBeGreaterThanOrEqual(maxCommands);
    expect(refused).toBeGreaterThan(0);
    expect(gateway.logText()).toContain('RINGGATE_NODE_MAX_COMMANDS');
    // Slow is not down.
    expect((await onSlow.ask('{ session { id } }')).codes).toEqual([]);
  });
});

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * part)] ?? Infinity;
}
