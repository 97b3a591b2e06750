import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { RequestSession } from '../../../src/session/request-session.ts';
import { SessionError } from '../../../src/session/session-error.ts';
import type { SessionProof, SessionStore } from '../../../src/session/session-store.ts';
import { scheduledStore } from '../../support/scheduled-store.ts';
import { SessionBench } from '../../support/session-bench.ts';
import { accountOf } from '../../support/session-policy.ts';
import { SilentNode } from '../../support/silent-node.ts';

let bench: SessionBench;

beforeEach(() => {
  bench = new SessionBench();
});

afterEach(async () => {
  await bench.close();
});

/** A store that notes its calls. */
function noting(store: SessionStore, calls: string[]): SessionStore {
  const note = <Outcome>(call: string, outcome: Outcome): Outcome => {
    calls.push(call);
    return outcome;
  };
  return {
    create: (draft) => note('create', store.create(draft)),
    load: (proof, parts) => note(`load ${parts}`, store.load(proof, parts)),
    peek: (proof, parts) => note(`peek ${parts}`, store.peek(proof, parts)),
    update: (proof, update, parts) => note('update', store.update(proof, update, parts)),
    rotate: (proof, rotation) => note('rotate', store.rotate(proof, rotation)),
    end: (id, authority) => note('end', store.end(id, authority)),
    list: (userId, parts) => note('list', store.list(userId, parts)),
  };
}

/** The code of the error that something is refused with; `none` when it is not. */
async function codeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
  } catch (error) {
    if (error instanceof SessionError) return error.code;
    throw error;
  }
  return 'none';
}

describe('the session of a request', () => {
  it('is loaded once for all fields that ask side by side, with values if any wants them', async () => {
    const calls: string[] = [];
    const proof = await bench.begun();
    const request = bench.request(proof, noting(bench.store, calls));
    const [metadata, all, user] = await Promise.all([
      request.load('metadata'),
      request.load('all'),
      request.user(),
    ]);
    expect(calls).toEqual(['load all']);
    expect(metadata?.id).toBe(proof.id);
    expect(all?.values).toEqual(new Map([['begun', 'true']]));
    expect(user).toBeUndefined();
  });

  it('is loaded without values where nobody wants them, and again for who does later', async () => {
    const calls: string[] = [];
    const request = bench.request(await bench.begun(), noting(bench.store, calls));
    await Promise.all([request.load('metadata'), request.load('metadata')]);
    await request.load('metadata');
    await request.load('all');
    await request.load('all');
    await request.load('metadata');
    expect(calls).toEqual(['load metadata', 'load all']);
  });

  it('is not asked for without a token, nor again once it was found missing', async () => {
    const calls: string[] = [];
    await bench.request(undefined, noting(bench.store, calls)).load('all');
    expect(calls).toEqual([]);
    const missing = bench.request(bench.tokens.issue().proof, noting(bench.store, calls));
    expect(await missing.load('all')).toBeUndefined();
    expect(await missing.load('all')).toBeUndefined();
    expect(calls).toEqual(['load all']);
  });

  it('is asked for again after the store did not answer', async () => {
    const proof = await bench.begun();
    let isSilent = true;
    const request = bench.request(proof, {
      ...noting(bench.store, []),
      load: (...args) =>
        isSilent
          ? Promise.reject(new SessionError('SESSION_STORE_UNAVAILABLE', 'silent'))
          : bench.store.load(...args),
    });
    expect(await codeOf(request.load('all'))).toBe('SESSION_STORE_UNAVAILABLE');
    isSilent = false;
    expect((await request.load('all'))?.id).toBe(proof.id);
  });

  it('is the new one for whatever comes after a login, a write or a logout', async () => {
    const request = bench.request(undefined);
    await request.setValues({ a: 1 }, undefined, 'metadata');
    const first = bench.proofOf(request);
    const { id } = await request.signIn(bench.account('bob'));
    expect(id).toBe(first?.id);
    expect((await request.user())?.username).toBe('bob');
    expect(bench.proofOf(request)).not.toEqual(first);
    expect(await request.signOut()).toBe(true);
    expect(request.cookieChange).toEqual({ kind: 'clear' });
    expect(await request.load('all')).toBeUndefined();
    await request.setValues({ b: 2 }, undefined, 'metadata');
    expect(bench.proofOf(request)?.id).not.toBe(id);
  });

  it('that was ended or renewed meanwhile leaves the cookie alone, also at a logout', async () => {
    const ended = await bench.signedIn('bob');
    await bench.store.end(ended.id, { by: 'user', userId: 'bob' });
    const renewed = await bench.signedIn('bob');
    const renewing = bench.request(renewed);
    await renewing.signIn(bench.account('bob'));
    for (const proof of [ended, renewed]) {
      const request = bench.request(proof);
      expect(await request.signOut()).toBe(false);
      expect(request.cookieChange).toBeUndefined();
    }
    expect(await renewing.signOut()).toBe(true);
  });

  it('ends at the next use when its user is gone or has other credentials, and sets no cookie', async () => {
    for (const change of [
      () => bench.accounts.delete('bob'),
      () => bench.accounts.set('bob', { ...accountOf('bob'), credentialVersion: 'ABCDEFGHIJK' }),
    ]) {
      bench.accounts.set('bob', accountOf('bob'));
      const proof = await bench.signedIn('bob');
      change();
      const reading = bench.request(proof);
      expect(await reading.load('all')).toBeUndefined();
      expect(await codeOf(bench.request(proof).setValues({ a: 1 }, undefined, 'all'))).toBe(
        'UNAUTHENTICATED',
      );
      expect(reading.cookieChange).toBeUndefined();
      expect((await bench.store.load(proof, 'all')).state).toBe('ended');
    }
  });

  it('takes no room of its own in the limit when it is renewed', async () => {
    const tight = new SessionBench({ maxSessionsPerUser: 1, sessionsOverflow: 'reject' });
    const proof = await tight.signedIn('bob');
    const again = tight.request(proof);
    expect(await codeOf(again.signIn(tight.account('bob')))).toBe('none');
    const other = tight.request(undefined);
    expect(await codeOf(other.signIn(tight.account('bob')))).toBe('TOO_MANY_SESSIONS');
    expect(other.cookieChange).toBeUndefined();
    await tight.close();
  });
});

describe('I4: a node that does not answer', () => {
  /** A bench where one node is silent, and a proof of a session there. */
  function withSilentNode(): { partly: SessionBench; proof: SessionProof } {
    const partly = new SessionBench({}, (id, memory) => (id === 'b' ? new SilentNode(id) : memory));
    for (;;) {
      const { proof } = partly.tokens.issue();
      if (partly.ring.owner(proof.id) === 'b') return { partly, proof };
    }
  }

  it('is an error of every read and write of its sessions, and changes no cookie', async () => {
    const { partly, proof } = withSilentNode();
    const acts: ((request: RequestSession) => Promise<unknown>)[] = [
      (request) => request.load('all'),
      (request) => request.user(),
      (request) => request.setValues({ a: 1 }, undefined, 'all'),
      (request) => request.deleteValue('a', undefined, 'all'),
      (request) => request.incrementValue('a', 1, 'all'),
      (request) => request.signOut(),
      (request) => request.revoke(proof.id),
      (request) => request.revokeOthers(),
      (request) => request.list('all'),
    ];
    for (const act of acts) {
      const request = partly.request(proof);
      expect(await codeOf(act(request))).toBe('SESSION_STORE_UNAVAILABLE');
      expect(request.cookieChange).toBeUndefined();
    }
    await partly.close();
  });

  it('lets its users log in: on a session of another node', async () => {
    const { partly, proof } = withSilentNode();
    for (let i = 0; i < 20; i++) {
      const request = partly.request(proof);
      const session = await request.signIn(partly.account('bob'));
      expect(partly.ring.owner(session.id)).not.toBe('b');
      expect((await request.user())?.username).toBe('bob');
    }
    const listing = partly.request(undefined);
    await listing.signIn(partly.account('bob'));
    expect(await codeOf(listing.list('metadata'))).toBe('SESSION_STORE_UNAVAILABLE');
    expect(await codeOf(listing.revokeOthers())).toBe('SESSION_STORE_UNAVAILABLE');
    await partly.close();
  });
});

describe('I3: requests of one browser, under way together in any interleaving', () => {
  type Act = (request: RequestSession) => Promise<unknown>;
  const slow: Act[] = Array.from({ length: 8 }, (_, i) =>
    i % 2 === 0
      ? (request) => request.load('all')
      : (request) => request.setValues({ [`slow-${i}`]: i }, undefined, 'metadata'),
  );

  /** Runs requests with one cookie in an interleaving that the scheduler chooses. @returns They, when all are done. */
  async function interleaved(
    scheduler: fc.Scheduler,
    proof: SessionProof,
    acts: readonly Act[],
  ): Promise<RequestSession[]> {
    const store = scheduledStore(bench.store, scheduler);
    const requests = acts.map((act) => ({ act, request: bench.request(proof, store) }));
    const done = Promise.allSettled(requests.map(({ act, request }) => act(request)));
    await scheduler.waitFor(done);
    return requests.map(({ request }) => request);
  }

  it('leave it signed in after a login, whatever answer comes last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const proof = await bench.begun();
        const [login, ...others] = await interleaved(scheduler, proof, [
          (request) => request.signIn(bench.account('bob')),
          ...slow,
        ]);
        expect(others.map(({ cookieChange }) => cookieChange)).toEqual(slow.map(() => undefined));
        const fresh = login && bench.proofOf(login);
        const session = await bench.request(fresh).load('all');
        expect(session?.login?.userId).toBe('bob');
        expect(session?.id).toBe(proof.id);
        expect((await bench.store.load(proof, 'all')).state).toBe('rotated');
      }),
      { numRuns: 30 },
    );
  });

  it('leave it signed out after a logout, and nothing comes alive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const proof = await bench.signedIn('bob');
        const [logout, ...others] = await interleaved(scheduler, proof, [
          (request) => request.signOut(),
          ...slow,
        ]);
        expect(logout?.cookieChange).toEqual({ kind: 'clear' });
        expect(others.map(({ cookieChange }) => cookieChange)).toEqual(slow.map(() => undefined));
        expect((await bench.store.load(proof, 'all')).state).toBe('ended');
      }),
      { numRuns: 30 },
    );
  });

  it('leave one signed in where a user may have one session, however logins interleave', async () => {
    const tight = new SessionBench({ maxSessionsPerUser: 1 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const store = scheduledStore(tight.store, scheduler);
        const logins = Array.from({ length: 3 }, () => tight.request(undefined, store));
        const all = Promise.all(logins.map((login) => login.signIn(tight.account('bob'))));
        await scheduler.waitFor(all);
        const { sessions } = await tight.store.list('bob', 'metadata');
        expect(sessions).toHaveLength(1);
        for (const { id } of sessions) await tight.store.end(id, { by: 'user', userId: 'bob' });
      }),
      { numRuns: 50 },
    );
    await tight.close();
  });

  it('keep the limit of sessions a user, however logins interleave', async () => {
    for (const sessionsOverflow of ['end-oldest', 'reject'] as const) {
      const tight = new SessionBench({ maxSessionsPerUser: 2, sessionsOverflow });
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), async (scheduler) => {
          const store = scheduledStore(tight.store, scheduler);
          const logins = Array.from({ length: 5 }, () => tight.request(undefined, store));
          const all = Promise.allSettled(logins.map((login) => login.signIn(tight.account('bob'))));
          await scheduler.waitFor(all);
          const { sessions } = await tight.store.list('bob', 'metadata');
          expect(sessions.length).toBeLessThanOrEqual(2);
          for (const { id } of sessions) await tight.store.end(id, { by: 'user', userId: 'bob' });
        }),
        { numRuns: 20 },
      );
      await tight.close();
    }
  });
});

describe('I6: ending all others, while logins are under way', () => {
  it('ends every session that was there when it was asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const own = await bench.signedIn('ann');
        const old = [await bench.signedIn('ann'), await bench.signedIn('ann')];
        const store = scheduledStore(bench.store, scheduler);
        const logins = Array.from({ length: 3 }, () => bench.request(undefined, store));
        const under = logins.map((login) => login.signIn(bench.account('ann')));
        const ending = bench.request(own, store).revokeOthers();
        await scheduler.waitFor(Promise.all([ending, ...under]));
        for (const proof of old)
          expect((await bench.store.load(proof, 'metadata')).state).toBe('ended');
        const listed = await bench.request(own).list('metadata');
        const live = [own.id];
        for (const login of logins) {
          const proof = bench.proofOf(login);
          if (proof && (await bench.store.load(proof, 'metadata')).state === 'found')
            live.push(proof.id);
        }
        expect(listed.map(({ id }) => id).sort()).toEqual(live.sort());
        await bench.request(own).revokeOthers();
        await bench.request(own).signOut();
      }),
      { numRuns: 30 },
    );
  });
});
