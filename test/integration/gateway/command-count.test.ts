import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redisServers, useGateway } from '../../support/backends.ts';
import { CommandMonitor } from '../../support/command-monitor.ts';
import type { Answer, Browser } from '../../support/graphql-client.ts';
import { setValue, signedIn } from '../../support/session-steps.ts';

describe('commands that a request sends to Redis', () => {
  const gateway = useGateway(redisServers);
  let monitor: CommandMonitor | undefined;
  let user: Browser;

  beforeAll(async () => {
    user = gateway().browser();
    await signedIn(user, 'ann');
    monitor = await CommandMonitor.start(gateway().servers);
  });

  afterAll(() => {
    monitor?.stop();
  });

  async function namesDuring(act: () => Promise<Answer>): Promise<readonly string[]> {
    if (monitor === undefined) throw new Error('There is no monitor');
    const commands = await monitor.during(async () => {
      const answer = await act();
      if (answer.status !== 200) throw new Error(answer.text);
    });
    return commands.map(([name = '']) => name.toLowerCase());
  }

  it.each([
    ['{ session { id } }', 1],
    ['{ session { user { username } c: value(key: "card") t: value(key: "team") } }', 1],
    ['{ session { id } again: session { values } third: session { version } }', 1],
    ['mutation { setSessionValue(key: "a", value: 1) { values } }', 1],
    ['mutation { setSessionValues(values: { a: 1, b: 2 }) { id values version } }', 1],
    ['mutation { incrementSessionValue(key: "n") { value(key: "n") } }', 1],
    ['mutation { deleteSessionValue(key: "a") { version } }', 1],
    ['{ __typename }', 0],
    ['{ __schema { queryType { name } } }', 0],
    ['mutation { setSessionValue(key: "$", value: 1) { id } }', 0],
  ])('%s sends %i', async (document, count) => {
    const names = await namesDuring(() => user.ask(document));
    expect(names).toEqual(Array<string>(count).fill('evalsha'));
  });

  it('is one for a first write, which begins a session', async () => {
    const names = await namesDuring(() => setValue(gateway().browser(), 'a', 1));
    expect(names).toEqual(['evalsha']);
  });

  it('is none for a read without a cookie, and for whatever a forged cookie asks to read', async () => {
    const token = user.jar.token;
    const flipped = token.endsWith('A') ? `${token.slice(0, -1)}Q` : `${token.slice(0, -1)}A`;
    const forged = [
      '',
      flipped,
      token.slice(0, -1),
      token.toUpperCase(),
      `${token}.${token}`,
      token.split('.').slice(0, 2).join('.'),
      `${'A'.repeat(22)}.${'A'.repeat(43)}.${'A'.repeat(22)}`,
      'x'.repeat(8_000),
    ];
    for (const cookie of forged) {
      const browser = gateway().browser();
      if (cookie !== '') browser.jar.set('session', cookie);
      const names = await namesDuring(async () => {
        const answer = await browser.send('{ session { id } }');
        expect(answer.data).toEqual({ session: null });
        expect(answer.setCookies).toEqual([]);
        return answer;
      });
      expect(names).toEqual([]);
    }
  });

  it('is one on whichever node the session is', async () => {
    const places = new Set<number>();
    for (let i = 0; i < 12; i++) {
      const browser = gateway().browser();
      const { data } = await setValue(browser, 'a', 1);
      places.add(gateway().ownerOf(data?.setSessionValue?.id ?? ''));
      expect(await namesDuring(() => browser.ask('{ session { values } }'))).toEqual(['evalsha']);
    }
    expect(places.size).toBeGreaterThan(1);
  });
});
