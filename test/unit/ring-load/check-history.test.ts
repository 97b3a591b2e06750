import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  userKey,
  type Action,
  type Call,
  type Result,
  type Token,
} from '../../support/ring-load/call.ts';
import { checkHistory } from '../../support/ring-load/check-history.ts';
import { SimulatedSessions, type Course, type Damage } from './simulated-sessions.ts';

const course: fc.Arbitrary<Course> = fc.record({
  kind: fc.constantFrom(
    ...(['read', 'set', 'increment', 'set', 'increment', 'read', 'login', 'list'] as const),
    ...(['logout', 'revoke', 'endOthers'] as const),
  ),
  choice: fc.nat(1_000),
  startsAfter: fc.integer({ min: 0, max: 4 }),
  takesEffectAfter: fc.integer({ min: 1, max: 6 }),
  answeredAfter: fc.integer({ min: 0, max: 6 }),
  fate: fc.constantFrom(...Array<'answered'>(9).fill('answered'), 'cut', 'dead', 'late'),
});

describe('the checker of histories', () => {
  it('finds nothing in what a store that is right has answered to many at once', () => {
    fc.assert(
      fc.property(fc.array(course, { maxLength: 120, size: 'max' }), (courses) => {
        const sessions = new SimulatedSessions();
        sessions.run(courses);
        expect(checkHistory(sessions.calls)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each<Damage>(['old copy', 'forgets', 'revives', 'hides', 'counts twice'])(
    'finds a store that once %s',
    (damage) => {
      const histories = fc.sample(fc.array(course, { minLength: 120, maxLength: 120 }), {
        numRuns: 200,
        seed: 1,
      });
      let damaged = 0;
      let found = 0;
      for (const courses of histories) {
        const sessions = new SimulatedSessions(damage);
        sessions.run(courses);
        if (sessions.isDamaged) damaged += 1;
        if (checkHistory(sessions.calls).length > 0) found += 1;
      }
      expect(damaged).toBeGreaterThan(20);
      // Not all: a record that nobody asks for again shows no damage.
      expect(found / damaged).toBeGreaterThan(0.1);
    },
  );
});

const [mine, other]: readonly Token[] = [
  { name: 'mine', session: 's', user: 'ann' },
  { name: 'other', session: 'o', user: 'ann' },
];

/** Calls one after the other: each begins after the one before was answered, unless it says how long it goes on. */
class Told {
  readonly calls: Call[] = [];

  tell(action: Action, result: Result, more: Partial<Call> = {}): this {
    const number = this.calls.length;
    const span = { startedAt: number * 10, endedAt: number * 10 + 5 };
    const call = { number, gateway: 'g', token: mine, action, ...span, result, issued: undefined };
    this.calls.push({ ...call, ...more });
    return this;
  }

  begun(token = mine): this {
    const sight = { id: token?.session ?? '', version: 1, values: { [userKey]: 'ann' } };
    const more = { token: undefined, issued: token };
    return this.tell({ kind: 'login', user: 'ann' }, { kind: 'session', sight }, more);
  }

  set(version: number, k: string): this {
    return this.tell({ kind: 'set', values: { k } }, shown(version, { k }));
  }

  rules(): string[] {
    return checkHistory(this.calls).map(({ rule }) => rule);
  }
}

const read = { kind: 'read' } as const;
const none = { kind: 'none' } as const;
const unknown = { kind: 'unknown', why: 'cut' } as const;

function shown(version: number, values: Readonly<Record<string, string | number>>): Result {
  return { kind: 'session', sight: { id: 's', version, values: { [userKey]: 'ann', ...values } } };
}

describe('the checker of histories, case by case', () => {
  it('takes a value for lost that an older one has replaced', () => {
    const told = new Told().begun().set(2, 'a').set(3, 'b');
    expect(told.tell(read, shown(3, { k: 'b' })).rules()).toEqual([]);
    expect(told.tell(read, shown(3, { k: 'a' })).rules()).toEqual(['value']);
    expect(told.tell(read, shown(2, { k: 'a' })).rules()).toEqual(['value', 'stale']);
  });

  it('takes two changes of one version for a fork', () => {
    const told = new Told().begun().set(2, 'a');
    told.tell({ kind: 'set', values: { k: 'b' } }, shown(2, { k: 'b' }), { startedAt: 5 });
    expect(told.rules()).toContain('fork');
  });

  it('lets a change whose answer was never seen be there or not, but not come and go', () => {
    const maybe = { kind: 'set', values: { k: 'b' } } as const;
    const without = new Told().begun().set(2, 'a').tell(maybe, unknown);
    expect(without.tell(read, shown(2, { k: 'a' })).rules()).toEqual([]);
    const told = new Told().begun().set(2, 'a').tell(maybe, unknown);
    expect(told.tell(read, shown(3, { k: 'b' })).rules()).toEqual([]);
    expect(told.tell(read, shown(4, { k: 'a' })).rules()).toContain('value');
  });

  it('takes an increment that was counted twice for a wrong value', () => {
    const increment = { kind: 'increment', key: 'n' } as const;
    const told = new Told().begun().tell(increment, shown(2, { n: 1 }));
    expect(told.tell(increment, shown(3, { n: 2 })).rules()).toEqual([]);
    expect(told.tell(increment, shown(4, { n: 4 })).rules()).toEqual(['value']);
  });

  it('takes a version that no change explains for a fault', () => {
    expect(new Told().begun().tell(read, shown(2, {})).rules()).toEqual(['version']);
  });

  it('takes a live session that is not found for lost, whatever was asked', () => {
    for (const kind of ['read', 'list', 'endOthers'] as const) {
      expect(new Told().begun().tell({ kind }, none).rules()).toEqual(['lost']);
    }
    const notEnded = { kind: 'ended', ended: false } as const;
    expect(new Told().begun().tell({ kind: 'logout' }, notEnded).rules()).toEqual(['lost']);
    const revoke = { kind: 'revoke', target: 'o' } as const;
    expect(new Told().begun().begun(other).tell(revoke, notEnded).rules()).toEqual(['lost']);
    const another = {
      kind: 'session',
      sight: { id: 'x', version: 1, values: { k: 'a' } },
    } as const;
    const write = { kind: 'set', values: { k: 'a' } } as const;
    expect(new Told().begun().tell(write, another).rules()).toContain('lost');
  });

  it('takes a session that answers after its logout, its revocation or the end of all others for returned', () => {
    const seen = { token: other };
    const sight = {
      kind: 'session',
      sight: { id: 'o', version: 1, values: { [userKey]: 'ann' } },
    } as const;
    const endings: readonly [Action, Result, Partial<Call>][] = [
      [{ kind: 'logout' }, { kind: 'ended', ended: true }, seen],
      [{ kind: 'revoke', target: 'o' }, { kind: 'ended', ended: true }, {}],
      [{ kind: 'endOthers' }, { kind: 'count', count: 1 }, {}],
    ];
    for (const ending of endings) {
      const told = () =>
        new Told()
          .begun()
          .begun(other)
          .tell(...ending);
      expect(told().tell(read, none, seen).rules()).toEqual([]);
      expect(told().tell(read, sight, seen).rules()).toEqual(['returned']);
      const list = {
        kind: 'list',
        sights: [{ id: 's', version: 1, values: { [userKey]: 'ann' } }, sight.sight],
      } as const;
      expect(told().tell({ kind: 'list' }, list).rules()).toEqual(['returned']);
    }
  });

  it('lets a session be there or not while its end is not certain, but not come back', () => {
    const told = new Told().begun().tell({ kind: 'logout' }, unknown).tell(read, shown(1, {}));
    expect(told.tell(read, none).rules()).toEqual([]);
    expect(told.tell(read, shown(1, {})).rules()).toEqual(['returned']);
  });

  it('takes a list that leaves out a live session, or has one twice, for incomplete', () => {
    const sights = [{ id: 's', version: 1, values: { [userKey]: 'ann' } }];
    const told = () => new Told().begun().begun(other);
    expect(told().tell({ kind: 'list' }, { kind: 'list', sights }).rules()).toEqual(['list']);
    const twice = { kind: 'list', sights: [...sights, ...sights] } as const;
    expect(new Told().begun().tell({ kind: 'list' }, twice).rules()).toEqual(['list']);
  });

  it('takes an answer that nobody may get for a fault', () => {
    expect(new Told().begun().tell(read, { kind: 'broken', why: 'INTERNAL' }).rules()).toEqual([
      'broken',
    ]);
  });
});
