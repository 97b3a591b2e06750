import { describe, expect, it } from '@jest/globals';
import { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import { memoryNodes, useGateway, type Subject } from '../../support/backends.ts';
import type { Browser } from '../../support/graphql-client.ts';
import { knownPassword } from '../../support/known-users.ts';
import { liveSessionOf, logIn, setValue, signedIn } from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

type Line = Readonly<Record<string, unknown>>;

const address = '192.0.2.7';

/** Lines of events, without what every line of the log has. */
function eventsIn(logText: string): readonly Line[] {
  return logText
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ event }) => event !== undefined)
    .map(({ time, pid, hostname, msg, ...line }) => {
      for (const each of [time, pid, hostname, msg]) expect(each).toBeDefined();
      return line;
    });
}

/** The events that something makes. */
async function eventsOf(
  { logText }: Subject,
  act: () => Promise<unknown>,
): Promise<readonly Line[]> {
  const before = logText().length;
  await act();
  return eventsIn(logText().slice(before));
}

const requestId = expect.any(String);

describe('the event log of what users do', () => {
  const gateway = useGateway(memoryNodes, {
    RINGGATE_LOG_LEVEL: 'error',
    RINGGATE_TRUST_PROXY: '127.0.0.1',
    RINGGATE_LOGIN_MAX_FAILURES: '2',
    RINGGATE_MAX_SESSIONS_PER_USER: '3',
    RINGGATE_SESSIONS_OVERFLOW: 'reject',
  });

  const browser = (from = address): Browser => gateway().browser({ 'x-forwarded-for': from });

  it('has a login with its session, and nothing of reads and writes', async () => {
    const bob = browser();
    const events = await eventsOf(gateway(), async () => {
      await setValue(bob, 'text', 'x');
      await signedIn(bob, 'bob');
      await setValue(bob, 'text', 'y');
      await liveSessionOf(bob);
    });
    const { id: sessionId } = await liveSessionOf(bob);
    expect(events).toEqual([
      { level: 30, event: 'login.succeeded', userId: 'bob', sessionId, requestId, address },
    ]);
  });

  it('has failed logins with the user if there is one, and never what was typed', async () => {
    const events = await eventsOf(gateway(), async () => {
      await logIn(browser(), 'cyd', 'a wrong password');
      await logIn(browser(), knownPassword, 'typed into the wrong field');
      await logIn(browser(), 'c'.repeat(500), 'x');
    });
    expect(events).toEqual([
      { level: 30, event: 'login.failed', userId: 'cyd', requestId, address },
      { level: 30, event: 'login.failed', requestId, address },
      { level: 30, event: 'login.failed', requestId, address },
    ]);
    expect(gateway().logText()).not.toContain(knownPassword);
  });

  it('has throttled logins with how long to wait', async () => {
    const from = '192.0.2.8';
    const events = await eventsOf(gateway(), async () => {
      for (let guess = 0; guess < 3; guess += 1) await logIn(browser(from), 'dan', 'wrong');
    });
    expect(events).toEqual([
      { level: 30, event: 'login.failed', userId: 'dan', requestId, address: from },
      { level: 30, event: 'login.failed', userId: 'dan', requestId, address: from },
      {
        level: 40,
        event: 'login.throttled',
        userId: 'dan',
        retryAfterMs: expect.any(Number),
        requestId,
        address: from,
      },
    ]);
  });

  it('has a login past the limit of sessions, with the reason', async () => {
    for (let count = 0; count < 3; count += 1) await signedIn(browser(), 'eve');
    const events = await eventsOf(gateway(), () => logIn(browser(), 'eve'));
    expect(events).toEqual([
      {
        level: 40,
        event: 'login.refused',
        reason: 'too-many-sessions',
        userId: 'eve',
        requestId,
        address,
      },
    ]);
  });

  it('has logouts of users and of nobody, once each', async () => {
    const [ann, nobody, never] = [browser(), browser(), browser()];
    await signedIn(ann, 'ann');
    await setValue(nobody, 'a', 1);
    const { id: annsId } = await liveSessionOf(ann);
    const { id: nobodysId } = await liveSessionOf(nobody);
    const events = await eventsOf(gateway(), async () => {
      for (const each of [ann, nobody, never]) {
        await each.ask('mutation { logout }');
        await each.ask('mutation { logout }');
      }
    });
    expect(events).toEqual([
      { level: 30, event: 'logout', userId: 'ann', sessionId: annsId, requestId, address },
      { level: 30, event: 'logout', sessionId: nobodysId, requestId, address },
    ]);
  });

  it('has sessions that a user ends, one and all others, and not those that were not live', async () => {
    const [first, second, third] = [browser(), browser(), browser()];
    for (const each of [first, second, third]) await signedIn(each, 'cyd');
    const { id: sessionId } = await liveSessionOf(first);
    const { id: revokedId } = await liveSessionOf(second);
    const revoke = `mutation { revokeSession(id: "${revokedId}") }`;
    const events = await eventsOf(gateway(), async () => {
      await first.ask(revoke);
      await first.ask(revoke);
      await first.ask('mutation { revokeOtherSessions }');
      await first.ask(`mutation { revokeSession(id: "${sessionId}") }`);
    });
    const own = { level: 30, userId: 'cyd', sessionId, requestId, address };
    expect(events).toEqual([
      { event: 'session.revoked', revokedId, ...own },
      { event: 'session.others-ended', count: 1, ...own },
      { event: 'session.revoked', revokedId: sessionId, ...own },
    ]);
  });

  it('has tokens that are none of this gateway, by reason, and takes one genuine among them', async () => {
    const anybody = browser();
    await setValue(anybody, 'a', 1);
    const genuine = anybody.jar.token;
    const forged = `${genuine.slice(0, -4)}AAAA`;
    // From another address: what comes again from the same one has no line at once.
    const read = (cookie: string, from = address): Promise<unknown> =>
      browser(from).ask('{ session { id } }', { headers: { cookie } });
    const events = await eventsOf(gateway(), async () => {
      await read(`session=${forged}`);
      await read('session=x; other=y');
      await read('other=y');
      await read(`session=${forged}; session=${genuine}`, '192.0.2.10');
    });
    expect(events).toEqual([
      { level: 40, event: 'token.rejected', reason: 'forged', requestId, address },
      { level: 40, event: 'token.rejected', reason: 'malformed', requestId, address },
    ]);
    expect(gateway().logText()).not.toContain(forged);
  });

  it('has one line a second of a flood of forged tokens, with how many it stands for', async () => {
    const from = '192.0.2.9';
    const cookie = `session=${'A'.repeat(22)}.${'B'.repeat(43)}.${'C'.repeat(22)}`;
    const flooder = browser(from);
    const startedAt = performance.now();
    let asked = 0;
    const told = (): readonly Line[] =>
      eventsIn(gateway().logText()).filter(({ address }) => address === from);
    await waitFor('two lines', async () => {
      const some = Array.from({ length: 20 }, () =>
        flooder.ask('{ __typename }', { headers: { cookie } }),
      );
      asked += (await Promise.all(some)).length;
      return told().length >= 2;
    });
    expect(told().length).toBeLessThanOrEqual(2 + (performance.now() - startedAt) / 1_000);
    await waitFor('all are told', () => {
      const count = told().reduce((sum, { suppressed = 0 }) => sum + 1 + Number(suppressed), 0);
      return count === asked;
    });
    expect(asked).toBeGreaterThan(told().length);
  });
});

describe('the event log of nodes and their ring', () => {
  const gateway = useGateway(
    { name: 'two Redis servers', servers: 2 },
    { RINGGATE_RING_POLL_INTERVAL: '100ms' },
  );
  const told = (name: string): readonly Line[] =>
    eventsIn(gateway().logText()).filter(({ event }) => event === name);

  it('has a node that is lost and one that is back, once each', async () => {
    // Whichever answers first.
    expect(new Set(told('node.up').map(({ node }) => node))).toEqual(new Set(['node-0', 'node-1']));
    expect(told('node.up')).toHaveLength(2);
    const [server] = gateway().servers;
    await server?.kill();
    await waitFor('it is told', () => told('node.down').length > 0);
    await server?.restart();
    await waitFor('it is told', () => told('node.up').length > 2);
    expect(told('node.down')).toEqual([
      { level: 40, event: 'node.down', node: 'node-0', reason: expect.any(String) },
    ]);
    expect(told('node.up').slice(2)).toEqual([{ level: 30, event: 'node.up', node: 'node-0' }]);
  });

  it('has a change of the ring, when it begins and when it ends', async () => {
    const { config, log } = gateway();
    const { nodes, ring } = config;
    const operator = await RingOperator.open({ nodes, credentials: ring.credentials }, log);
    const { signal } = new AbortController();
    const move = { ratePerSecond: undefined, onProgress: () => undefined, signal };
    try {
      await operator.begin({ kind: 'reweight', id: 'node-1', weight: 2 }, { force: false });
      await waitFor('it has begun here', () => told('ring.changed').length === 1);
      await operator.move(move);
      await waitFor('it has ended here', () => told('ring.changed').length === 2);
    } finally {
      await operator.close();
    }
    expect(told('ring.changed')).toEqual([
      { level: 30, event: 'ring.changed', epoch: 2, state: 'MOVING' },
      { level: 30, event: 'ring.changed', epoch: 3, state: 'STABLE' },
    ]);
  });
});
