import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { redisServers, useGateway, type Subject } from '../../support/backends.ts';
import { setValue } from '../../support/session-steps.ts';

/** Asking takes these. */
const ofAsking = ['info', 'hello'];

/** Of all commands that the servers have run, those inside of scripts too, but for the asking. */
async function commandsRun(gateway: Subject): Promise<number> {
  const counts = await Promise.all(
    gateway.servers.map((server) =>
      server.ask(async (client) => {
        const stats = await client.info('commandstats');
        return [...stats.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)]
          .filter(([, name = '']) => !ofAsking.includes(name))
          .reduce((sum, [, , calls]) => sum + Number(calls), 0);
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

const text = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Of the form of a token; signed by nobody, by another key, or with a part that was changed. */
function forgedToken(good: string, kind: number): string {
  const [id = '', secret = '', mac = ''] = good.split('.');
  switch (kind % 4) {
    case 0:
      return `${text(16)}.${text(32)}.${text(16)}`;
    case 1: {
      const body = `${text(16)}.${text(32)}`;
      const digest = createHmac('sha256', 'another key, of somebody else altogether').update(body);
      return `${body}.${digest.digest().subarray(0, 16).toString('base64url')}`;
    }
    case 2:
      return `${id}.${text(32)}.${mac}`;
    default:
      return `${text(16)}.${secret}.${mac}`;
  }
}

describe('a flood of forged cookies', () => {
  // The nodes are asked about the ring now and then, which is not to be counted.
  const gateway = useGateway(redisServers, { RINGGATE_RING_POLL_INTERVAL: '1h' });

  it('costs no command of Redis, and shows nobody a session', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'kept', true);
    const good = browser.jar.token;
    const forger = gateway().browser();
    await forger.ask('{ session { id } }');
    const before = await commandsRun(gateway());
    for (let round = 0; round < 50; round += 1) {
      const answers = await Promise.all(
        [0, 1, 2, 3].map((kind) =>
          forger.ask('{ session { id values } }', {
            headers: { cookie: `session=${forgedToken(good, kind)}` },
          }),
        ),
      );
      for (const answer of answers) {
        expect(answer.data).toEqual({ session: null });
        expect(answer.setCookies).toEqual([]);
      }
    }
    expect(await commandsRun(gateway())).toBe(before);
    // The counting does count.
    await browser.ask('{ session { id } }');
    expect(await commandsRun(gateway())).toBeGreaterThan(before);
  });
});
