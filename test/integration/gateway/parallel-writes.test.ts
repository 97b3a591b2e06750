import { describe, expect, it } from '@jest/globals';
import { backends, useGateway } from '../../support/backends.ts';
import { sessionOf, setValue } from '../../support/session-steps.ts';

const parallelSets = 20;
const increments = 1_000;

describe.each(backends)('I3: parallel writes of one session, on $name', (backend) => {
  const gateway = useGateway(backend);

  it('keeps all of 20 keys that 20 requests set at once', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'begun', true);
    const keys = Array.from({ length: parallelSets }, (_, i) => `key-${i}`);
    const answers = await Promise.all(keys.map((key, i) => setValue(browser, key, i)));
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
    const session = await sessionOf(browser);
    expect(session?.values).toEqual({
      begun: true,
      ...Object.fromEntries(keys.map((key, i) => [key, i])),
    });
    expect(session?.version).toBe(1 + parallelSets);
  });

  it('adds 1,000 for 1,000 increments at once', async () => {
    const browser = gateway().browser();
    await setValue(browser, 'count', 0);
    const answers = await Promise.all(
      Array.from({ length: increments }, () =>
        browser.ask('mutation { incrementSessionValue(key: "count") { value(key: "count") } }'),
      ),
    );
    const counts = answers.map(({ data }) => data?.incrementSessionValue?.value as number);
    expect(counts.sort((a, b) => a - b)).toEqual(
      Array.from({ length: increments }, (_, i) => i + 1),
    );
    expect((await sessionOf(browser))?.values).toEqual({ count: increments });
  });
});
