import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SessionError } from '../../../src/session/session-error.ts';
import type { SessionEvents, SessionNotice } from '../../../src/session/session-events.ts';
import type { SessionProof, SessionStore } from '../../../src/session/session-store.ts';
import type { SessionWatch } from '../../../src/session/session-watch.ts';
import { SessionWatches } from '../../../src/session/session-watches.ts';
import { UserSessions } from '../../../src/session/user-sessions.ts';
import { fakeOnly } from '../../support/fake-only.ts';
import { SessionBench } from '../../support/session-bench.ts';
import { generousPolicy } from '../../support/session-policy.ts';

/** Notices that a test gives by hand, in place of those of the nodes. */
class Notices implements SessionEvents {
  readonly listeners = new Set<(notice: SessionNotice) => void>();

  listen(_id: string, onNotice: (notice: SessionNotice) => void): Promise<() => void> {
    this.listeners.add(onNotice);
    return Promise.resolve(() => this.listeners.delete(onNotice));
  }

  give(notice: SessionNotice): void {
    for (const listener of this.listeners) listener(notice);
  }
}

let bench: SessionBench;
let notices: Notices;
let proof: SessionProof;
const opened: SessionWatch[] = [];

beforeEach(async () => {
  bench = new SessionBench();
  notices = new Notices();
  proof = await bench.signedIn('ann');
});

afterEach(async () => {
  for (const watch of opened.splice(0)) await watch.return();
  await bench.close();
});

/** The real store, but for some of its methods. */
function instead(methods: Partial<SessionStore>): SessionStore {
  return {
    create: (draft) => bench.store.create(draft),
    load: (...args) => bench.store.load(...args),
    peek: (...args) => bench.store.peek(...args),
    update: (...args) => bench.store.update(...args),
    rotate: (...args) => bench.store.rotate(...args),
    end: (...args) => bench.store.end(...args),
    list: (...args) => bench.store.list(...args),
    ...methods,
  };
}

function watches(store: SessionStore = bench.store, policy = generousPolicy): SessionWatches {
  const accounts = { find: (username: string) => bench.accounts.get(username) };
  const userSessions = new UserSessions(store, accounts, policy);
  return new SessionWatches({ store, events: notices, userSessions, policy });
}

async function watch(service = watches(), onOver = (): void => undefined): Promise<SessionWatch> {
  const watch = await service.open(proof, 'all', onOver);
  opened.push(watch);
  return watch;
}

/** A watch whose first event was taken. */
async function begun(service = watches(), onOver?: () => void): Promise<SessionWatch> {
  const begun = await watch(service, onOver);
  expect((await begun.next()).value).toMatchObject({ type: 'CURRENT', session: { id: proof.id } });
  return begun;
}

const unavailable = new SessionError('SESSION_STORE_UNAVAILABLE', 'the node does not answer');

describe('a watch of a session', () => {
  it('listens before it reads, so that nothing falls between the two', async () => {
    const listen = notices.listen.bind(notices);
    notices.listen = async (id, onNotice) => {
      // The last change that nobody hears of.
      await bench.request(proof).setValues({ a: 1 }, undefined, 'metadata');
      return listen(id, onNotice);
    };
    const watching = await watch();
    expect((await watching.next()).value).toMatchObject({ session: { version: 2 } });
  });

  it('tells the session anew when events may have been missed', async () => {
    const watching = await begun();
    await bench.request(proof).setValues({ a: 1 }, undefined, 'metadata');
    notices.give({ kind: 'missed' });
    expect((await watching.next()).value).toMatchObject({
      type: 'CURRENT',
      session: { version: 2 },
    });
  });

  it('tells what was missed rather than what came before or after it', async () => {
    const watching = await begun();
    notices.give({ kind: 'changed', at: 1 });
    notices.give({ kind: 'missed' });
    notices.give({ kind: 'changed', at: 2 });
    expect((await watching.next()).value).toMatchObject({ type: 'CURRENT' });
  });

  it('tells changes that nobody took yet as one, the latest', async () => {
    const watching = await begun();
    notices.give({ kind: 'changed', at: 1 });
    notices.give({ kind: 'changed', at: 2 });
    expect((await watching.next()).value).toMatchObject({ type: 'CHANGED', at: 2 });
    const next = watching.next();
    notices.give({ kind: 'changed', at: 3 });
    expect((await next).value).toMatchObject({ type: 'CHANGED', at: 3 });
  });

  it('tells a change that comes while the session is being read', async () => {
    let onPeek = (): void => undefined;
    const store = instead({
      peek: (...args) => {
        onPeek();
        return bench.store.peek(...args);
      },
    });
    const watching = await begun(watches(store));
    onPeek = () => {
      onPeek = () => undefined;
      notices.give({ kind: 'changed', at: 2 });
    };
    notices.give({ kind: 'changed', at: 1 });
    expect((await watching.next()).value).toMatchObject({ at: 1 });
    expect((await watching.next()).value).toMatchObject({ at: 2 });
  });

  it('tells of a change once the node answers again', async () => {
    let failures = 0;
    const store = instead({
      peek: (...args) => (failures-- > 0 ? Promise.reject(unavailable) : bench.store.peek(...args)),
    });
    const watching = await begun(watches(store));
    failures = 1;
    notices.give({ kind: 'changed', at: 7 });
    expect((await watching.next()).value).toMatchObject({ type: 'CHANGED', at: 7 });
  });

  it('waits for a deadline that is months away without asking meanwhile', async () => {
    const monthsMs = 90 * 86_400_000;
    const user = { idleTimeoutMs: monthsMs, absoluteLifetimeMs: monthsMs };
    const patient = new SessionBench({ user });
    proof = await patient.signedIn('ann');
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await begun(watches(patient.store));
    const delaysMs = timers.mock.calls.map(([, delayMs]) => delayMs ?? 0);
    timers.mockRestore();
    // A timer of Node that is given more fires at once.
    expect(delaysMs).toEqual([2 ** 31 - 1]);
    await patient.close();
  });

  it('has one timer while it is open, and none once it is returned', async () => {
    let onPeek = (): unknown => undefined;
    const store = instead({
      peek: async (...args) => {
        await onPeek();
        return bench.store.peek(...args);
      },
    });
    fakeOnly('setTimeout', 'clearTimeout');
    try {
      const watching = await begun(watches(store));
      notices.give({ kind: 'changed', at: 1 });
      await watching.next();
      expect(jest.getTimerCount()).toBe(1);
      await (await begun(watches(store))).return();
      expect(jest.getTimerCount()).toBe(1);
      // Returned while it reads, which would set the next one.
      onPeek = () => watching.return();
      notices.give({ kind: 'changed', at: 2 });
      expect(await watching.next()).toEqual({ done: true, value: undefined });
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is over when the user is gone, and the session with it', async () => {
    let overs = 0;
    const watching = await begun(watches(), () => {
      overs += 1;
    });
    bench.accounts.delete('ann');
    notices.give({ kind: 'changed', at: 7 });
    expect((await watching.next()).value).toEqual({ type: 'ENDED', at: 7, session: undefined });
    expect(overs).toBe(1);
    expect((await watching.next()).done).toBe(true);
    expect(await bench.store.load(proof, 'metadata')).toEqual({ state: 'ended' });
  });

  it('is over with its secret', async () => {
    const watching = await begun();
    await bench.request(proof).signIn(bench.account('ann'));
    notices.give({ kind: 'renewed', at: 7 });
    expect((await watching.next()).value).toEqual({ type: 'RENEWED', at: 7, session: undefined });
    expect((await watching.next()).done).toBe(true);
    expect(notices.listeners.size).toBe(0);
  });

  it('ends a reader that waits when it is returned, and listens no more', async () => {
    const watching = await begun();
    const waiting = watching.next();
    await watching.return();
    expect((await waiting).done).toBe(true);
    expect((await watching.next()).done).toBe(true);
    expect(notices.listeners.size).toBe(0);
  });

  it('tells nothing that it was still reading when it was returned', async () => {
    let overs = 0;
    let onPeek = (): unknown => undefined;
    const store = instead({
      peek: async (...args) => {
        await onPeek();
        return bench.store.peek(...args);
      },
    });
    const watching = await begun(watches(store), () => {
      overs += 1;
    });
    onPeek = async () => {
      await bench.store.end(proof.id, { by: 'user', userId: 'ann' });
      await watching.return();
    };
    notices.give({ kind: 'ended', at: 1 });
    expect(await watching.next()).toEqual({ done: true, value: undefined });
    expect(overs).toBe(0);
  });

  it('fails as a reader asks when the store fails for good', async () => {
    const faults: Error[] = [];
    const store = instead({
      peek: (...args) => (faults[0] ? Promise.reject(faults[0]) : bench.store.peek(...args)),
    });
    const watching = await begun(watches(store));
    faults.push(new Error('broken'));
    notices.give({ kind: 'changed', at: 1 });
    await expect(watching.next()).rejects.toThrow('broken');
    expect(notices.listeners.size).toBe(0);
  });
});

describe('watches', () => {
  it.each([
    ['nobody proves a session', () => watches().open(undefined, 'all', ignore), 'UNAUTHENTICATED'],
    [
      'the secret is another one',
      () => watches().open({ ...proof, secretHash: 'x'.repeat(43) }, 'all', ignore),
      'UNAUTHENTICATED',
    ],
    [
      'the node does not answer',
      () =>
        watches(instead({ peek: () => Promise.reject(unavailable) })).open(proof, 'all', ignore),
      'SESSION_STORE_UNAVAILABLE',
    ],
  ])('are refused when %s, and nothing is left', async (_why, open, code) => {
    await expect(open()).rejects.toMatchObject({ code });
    expect(notices.listeners.size).toBe(0);
  });

  it('are so many of a process at most, and a place is free again when one closes or is refused', async () => {
    const service = watches(bench.store, { ...generousPolicy, maxSubscriptions: 2 });
    const first = await watch(service);
    const stale = { ...proof, secretHash: 'x'.repeat(43) };
    await expect(service.open(stale, 'all', ignore)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    await watch(service);
    await expect(watch(service)).rejects.toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS' });
    await first.return();
    await first.return();
    await watch(service);
    await expect(watch(service)).rejects.toMatchObject({ code: 'TOO_MANY_SUBSCRIPTIONS' });
  });
});

function ignore(): void {
  return;
}
