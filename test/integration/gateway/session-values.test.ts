import { describe, expect, it } from '@jest/globals';
import { backends, useGateway } from '../../support/backends.ts';
import type { AskOptions, Browser } from '../../support/graphql-client.ts';
import { liveSessionOf, sessionOf, setValue, signedIn } from '../../support/session-steps.ts';

const kib = 1_024;

function setMany(
  browser: Browser,
  values: Readonly<Record<string, unknown>>,
  ifVersion?: number,
): ReturnType<Browser['ask']> {
  return browser.ask(
    'mutation ($values: JSONObject!, $ifVersion: Int) { setSessionValues(values: $values, ifVersion: $ifVersion) { values version } }',
    { variables: { values, ifVersion } },
  );
}

function remove(browser: Browser, key: string, ifVersion?: number): ReturnType<Browser['ask']> {
  return browser.ask(
    'mutation ($key: String!, $ifVersion: Int) { deleteSessionValue(key: $key, ifVersion: $ifVersion) { values version } }',
    { variables: { key, ifVersion } },
  );
}

function increment(browser: Browser, key: string, by?: number): ReturnType<Browser['ask']> {
  const options: AskOptions = { variables: { key, by } };
  return browser.ask(
    'mutation ($key: String!, $by: Int! = 1) { incrementSessionValue(key: $key, by: $by) { value(key: $key) } }',
    options,
  );
}

describe.each(backends)('values of a session, on $name', (backend) => {
  const gateway = useGateway(backend);

  async function anonymous(): Promise<Browser> {
    const browser = gateway().browser();
    await setValue(browser, 'begun', true);
    return browser;
  }

  it('keeps every kind of JSON, and answers it as it was given', async () => {
    const browser = gateway().browser();
    const values = {
      text: '密码 \u0000 "quoted" \n',
      number: -0.5e-7,
      large: 9_007_199_254_740_991,
      none: null,
      yes: true,
      list: [1, ['two', {}]],
      object: { a: { b: [] }, '': 'empty key' },
      é: 'é',
    };
    const answer = await setMany(browser, values);
    expect(answer.data?.setSessionValues).toEqual({ values, version: 1 });
    expect((await sessionOf(browser))?.values).toEqual(values);
    const one = await browser.ask(
      '{ session { text: value(key: "text") not: value(key: "not") } }',
    );
    expect(one.data).toEqual({ session: { text: values.text, not: null } });
  });

  it('takes __proto__ and constructor for ordinary keys', async () => {
    const browser = gateway().browser();
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']) {
      const answer = await setValue(browser, key, { polluted: key });
      expect(answer.codes).toEqual([]);
      const read = await browser.ask(`{ session { value(key: "${key}") } }`);
      expect(read.data).toEqual({ session: { value: { polluted: key } } });
    }
    const body =
      '{"query":"mutation($v:JSONObject!){setSessionValues(values:$v){version}}","variables":{"v":{"__proto__":{"n":1}}}}';
    expect((await browser.post(body)).codes).toEqual([]);
    const read = await browser.ask('{ session { values } }');
    expect(read.text).toContain('"__proto__":{"n":1}');
    expect(Object.prototype).not.toHaveProperty('polluted');
    const gone = await remove(browser, '__proto__');
    expect(gone.text).not.toContain('__proto__');
  });

  it.each([
    ['an empty key', ''],
    ['a key that begins with $', '$t'],
    ['a key of 129 bytes', 'é'.repeat(64) + 'x'],
  ])('refuses %s as BAD_USER_INPUT', async (_name, key) => {
    const browser = await anonymous();
    const answers = [
      await setValue(browser, key, 1),
      await setMany(browser, { good: 1, [key]: 1 }),
      await remove(browser, key),
      await increment(browser, key),
    ];
    expect(answers.map(({ codes }) => codes)).toEqual(answers.map(() => ['BAD_USER_INPUT']));
    expect((await sessionOf(browser))?.values).toEqual({ begun: true });
  });

  it('takes a key of 128 bytes', async () => {
    const browser = await anonymous();
    expect((await setValue(browser, 'é'.repeat(64), 1)).codes).toEqual([]);
  });

  it('holds at most 64 values of at most 16 KiB, and writes all of a change or nothing', async () => {
    const browser = gateway().browser();
    await signedIn(browser, 'bob');
    const many = (from: number, count: number): Record<string, number> =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${from + i}`, i]));
    expect((await setMany(browser, many(0, 63))).codes).toEqual([]);
    const { version } = await liveSessionOf(browser);
    expect((await setMany(browser, many(63, 2))).codes).toEqual(['SESSION_LIMIT_EXCEEDED']);
    expect((await setMany(browser, many(0, 65))).codes).toEqual(['SESSION_LIMIT_EXCEEDED']);
    expect((await setValue(browser, 'k0', 'x'.repeat(16 * kib - 1))).codes).toEqual([
      'SESSION_LIMIT_EXCEEDED',
    ]);
    const after = await liveSessionOf(browser);
    expect(after.version).toBe(version);
    expect(after.values).toEqual(many(0, 63));
    expect((await setValue(browser, 'k63', 'x'.repeat(16 * kib - 2))).codes).toEqual([]);
    expect((await increment(browser, 'k64')).codes).toEqual(['SESSION_LIMIT_EXCEEDED']);
    expect((await increment(browser, 'k1')).codes).toEqual([]);
  });

  it('holds at most 16 KiB for nobody and 64 KiB for a user', async () => {
    const browser = gateway().browser();
    const half = 'x'.repeat(8 * kib - 3);
    expect((await setMany(browser, { a: half, b: half, c: 1 })).codes).toEqual([
      'SESSION_LIMIT_EXCEEDED',
    ]);
    expect(browser.jar.token).toBe('');
    expect((await setValue(browser, 'a', half)).codes).toEqual([]);
    expect((await setValue(browser, 'b', half)).codes).toEqual([]);
    expect((await setValue(browser, 'c', 1)).codes).toEqual(['SESSION_LIMIT_EXCEEDED']);
    // Login itself never fails on limits; its values come on top.
    const session = await signedIn(browser, 'ann');
    expect(session.values).toMatchObject({ a: half, b: half, team: 'red' });
    for (const key of 'cdefg') expect((await setValue(browser, key, half)).codes).toEqual([]);
    expect((await setValue(browser, 'h', half)).codes).toEqual(['SESSION_LIMIT_EXCEEDED']);
  });

  it('writes only to the version that ifVersion names', async () => {
    const browser = await anonymous();
    expect((await setValue(browser, 'a', 1, 1)).data?.setSessionValue?.version).toBe(2);
    for (const stale of [0, 1, 3, -1]) {
      expect((await setValue(browser, 'a', 2, stale)).codes).toEqual(['VERSION_CONFLICT']);
      expect((await setMany(browser, { a: 2 }, stale)).codes).toEqual(['VERSION_CONFLICT']);
      expect((await remove(browser, 'a', stale)).codes).toEqual(['VERSION_CONFLICT']);
    }
    expect((await sessionOf(browser))?.values).toEqual({ begun: true, a: 1 });
    expect((await remove(browser, 'a', 2)).data?.deleteSessionValue?.version).toBe(3);
  });

  it('lets one of many win who write with the same ifVersion', async () => {
    const browser = await anonymous();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => setValue(browser, 'a', i, 1)),
    );
    const codes = answers.map(({ codes: [code] }) => code ?? 'none').sort();
    expect(codes).toEqual([...Array<string>(9).fill('VERSION_CONFLICT'), 'none']);
  });

  it('takes a deletion or any ifVersion without a session for a conflict, and begins none', async () => {
    const browser = gateway().browser();
    const answers = [
      await remove(browser, 'a'),
      await remove(browser, 'a', 1),
      await setValue(browser, 'a', 1, 0),
      await setValue(browser, 'a', 1, 1),
      await setMany(browser, { a: 1 }, 1),
    ];
    expect(answers.map(({ codes }) => codes)).toEqual(answers.map(() => ['VERSION_CONFLICT']));
    expect(browser.jar.token).toBe('');
  });

  it('changes nothing by deleting what is not there', async () => {
    const browser = await anonymous();
    expect((await remove(browser, 'nothing')).data?.deleteSessionValue).toEqual({
      values: { begun: true },
      version: 1,
    });
  });

  it('increments from 0, by any whole number, also without a session', async () => {
    const browser = gateway().browser();
    const values = [];
    for (const by of [undefined, 5, -7, 0]) {
      values.push((await increment(browser, 'n', by)).data?.incrementSessionValue?.value);
    }
    expect(values).toEqual([1, 6, -1, -1]);
  });

  it.each([['text'], [1.5], [null], [true], [[1]], [{ n: 1 }], ['1']])(
    'does not increment %j',
    async (value) => {
      const browser = await anonymous();
      await setMany(browser, { n: value });
      expect((await increment(browser, 'n')).codes).toEqual(['BAD_USER_INPUT']);
      expect((await sessionOf(browser))?.values).toEqual({ begun: true, n: value });
    },
  );

  it('does not increment past 2^53 - 1, either way', async () => {
    const browser = await anonymous();
    const most = Number.MAX_SAFE_INTEGER;
    await setMany(browser, { high: most - 1, low: 1 - most });
    expect((await increment(browser, 'high')).data?.incrementSessionValue?.value).toBe(most);
    expect((await increment(browser, 'low', -1)).data?.incrementSessionValue?.value).toBe(-most);
    expect((await increment(browser, 'high')).codes).toEqual(['BAD_USER_INPUT']);
    expect((await increment(browser, 'low', -1)).codes).toEqual(['BAD_USER_INPUT']);
    expect((await sessionOf(browser))?.values).toMatchObject({ high: most, low: -most });
  });

  it('forbids to change what login wrote, while signed in', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'team', 'blue');
    const session = await signedIn(browser, 'ann');
    expect(session.values).toEqual({ team: 'red', card: { digits: 4 } });
    const answers = [
      await setValue(browser, 'team', 'blue'),
      await setMany(browser, { other: 1, card: 2 }),
      await remove(browser, 'team'),
      await increment(browser, 'card'),
    ];
    expect(answers.map(({ codes }) => codes)).toEqual(answers.map(() => ['FORBIDDEN']));
    expect((await sessionOf(browser))?.values).toEqual({ team: 'red', card: { digits: 4 } });
  });

  it('answers other fields of an operation though one failed', async () => {
    const browser = await anonymous();
    const answer = await browser.ask('{ session { version } sessions { id } }');
    expect(answer.status).toBe(200);
    expect(answer.codes).toEqual(['UNAUTHENTICATED']);
    const both = await browser.ask(
      'mutation { a: setSessionValue(key: "a", value: 1) { version } b: setSessionValue(key: "b", value: 2) { version } }',
    );
    expect(both.data).toEqual({ a: { version: 2 }, b: { version: 3 } });
  });
});
