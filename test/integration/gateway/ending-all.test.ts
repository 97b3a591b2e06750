import { describe, expect, it } from '@jest/globals';
import { backends, useGateway, type Subject } from '../../support/backends.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { liveSessionOf, logIn, sessionOf, signedIn } from '../../support/session-steps.ts';

const before = 5;
const meanwhile = 5;

async function idsListed(browser: Browser): Promise<readonly (string | undefined)[]> {
  const { data } = await browser.ask('{ sessions { id } }');
  return (data?.sessions ?? []).map(({ id }) => id);
}

function browsers(gateway: Subject, count: number): Browser[] {
  return Array.from({ length: count }, () => gateway.browser());
}

describe.each(backends)('I6: ending all other sessions, on $name', (backend) => {
  const gateway = useGateway(backend, { RINGGATE_MAX_SESSIONS_PER_USER: '100' });

  it('ends every session that was there when it was asked, and lists every other live one', async () => {
    const keeper = gateway().browser();
    await signedIn(keeper, 'bob');
    const old = browsers(gateway(), before);
    await Promise.all(old.map((browser) => signedIn(browser, 'bob')));
    const fresh = browsers(gateway(), meanwhile);
    const logins = fresh.map((browser) => logIn(browser, 'bob'));
    const ended = await keeper.ask('mutation { revokeOtherSessions }');
    expect(ended.data?.revokeOtherSessions).toBeGreaterThanOrEqual(before);
    for (const browser of old) expect(await sessionOf(browser)).toBeNull();
    await Promise.all(logins);

    const live = [keeper];
    for (const browser of fresh) if ((await sessionOf(browser)) !== null) live.push(browser);
    const ids = await Promise.all(live.map(async (browser) => (await liveSessionOf(browser)).id));
    expect([...(await idsListed(keeper))].sort()).toEqual(ids.sort());
    expect(before + meanwhile + 1 - live.length).toBe(ended.data?.revokeOtherSessions);
  });

  it('counts what it ended, keeps the own session, and finds nothing the second time', async () => {
    const [keeper, other, third] = browsers(gateway(), 3);
    if (!keeper || !other || !third) throw new Error('There are three');
    await Promise.all([keeper, other, third].map((browser) => signedIn(browser, 'cyd')));
    expect((await keeper.ask('mutation { revokeOtherSessions }')).data).toEqual({
      revokeOtherSessions: 2,
    });
    expect((await keeper.ask('mutation { revokeOtherSessions }')).data).toEqual({
      revokeOtherSessions: 0,
    });
    expect(await idsListed(keeper)).toEqual([(await liveSessionOf(keeper)).id]);
    expect(await sessionOf(other)).toBeNull();
  });
});
