import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GatewayProcess } from '../../support/gateway-process.ts';
import { Browser } from '../../support/graphql-client.ts';
import { RedisServer, startRedisServers } from '../../support/redis-server.ts';
import { RingCommand, type RingCommandEnding, runRing } from '../../support/ring-command.ts';

interface StatusReport {
  readonly epoch: number;
  readonly state: 'STABLE' | 'MOVING';
  readonly progress: { readonly moved: number; readonly total: number } | null;
  readonly nodes: readonly { readonly id: string; readonly sessions: number | null }[];
}

const sessionCount = 160;
const slowly = ['--rate', '40'];

describe('ringgate ring, run as a process beside a gateway', () => {
  let a: RedisServer;
  let b: RedisServer;
  let spare: RedisServer;
  let env: Readonly<Record<string, string>>;
  let gateway: GatewayProcess;
  let browsers: readonly Browser[];

  beforeEach(async () => {
    [a, b, spare] = (await startRedisServers(3, { appendOnly: true })) as [
      RedisServer,
      RedisServer,
      RedisServer,
    ];
    env = { RINGGATE_NODES: `${a.url}?id=a ${b.url}?id=b` };
    gateway = new GatewayProcess({ ...env, PORT: '0' });
    const url = await gateway.ready();
    browsers = Array.from({ length: sessionCount }, () => new Browser(url));
    await everyBrowser(async (browser, at) => {
      const answer = await browser.ask(
        'mutation ($at: JSON!) { setSessionValue(key: "at", value: $at) { id } }',
        { variables: { at } },
      );
      expect(answer.codes).toEqual([]);
    });
  });

  afterEach(async () => {
    for (const browser of browsers) browser.close();
    await gateway.kill();
    await Promise.all([a, b, spare].map((server) => server.stop()));
  });

  const ring = (...args: readonly string[]): Promise<RingCommandEnding> => runRing(args, env);

  async function status(): Promise<StatusReport> {
    const { code, out, err } = await ring('status', '--json');
    expect({ code, err }).toMatchObject({ code: 0 });
    return JSON.parse(out) as StatusReport;
  }

  /** A few at a time, as many connections would be. */
  async function everyBrowser(act: (browser: Browser, at: number) => Promise<void>): Promise<void> {
    const atOnce = 50;
    for (let from = 0; from < browsers.length; from += atOnce) {
      await Promise.all(
        browsers.slice(from, from + atOnce).map((browser, at) => act(browser, from + at)),
      );
    }
  }

  async function expectEverySession(): Promise<void> {
    await everyBrowser(async (browser, at) => {
      const { data, codes } = await browser.ask('{ session { value(key: "at") } }');
      expect({ data, codes }).toEqual({ data: { session: { value: at } }, codes: [] });
    });
  }

  async function idOfFirst(): Promise<string> {
    const answer = await browsers[0]?.ask('{ session { id } }');
    return answer?.data?.session?.id ?? '';
  }

  const recordsOn = (server: RedisServer): Promise<readonly string[]> =>
    server.ask((client) => client.keys('s:*'));

  it('adds a node and removes another one, and every session lives', async () => {
    const { out: before } = await ring('status');
    expect(before).toMatch(/^The ring is stable: epoch 1\.\n/);
    expect(before).toMatch(/^a +redis +up +1 +4,?\d+ +50\.0 % +\d+ +[\d.]+ ms$/m);

    const plan = await ring('plan', 'add', spare.url, '--id', 'c');
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.out).toMatch(/^c +0 % +33\.\d %$/m);
    expect(plan.out).toMatch(/^a +c +16\.\d % +\d+$/m);
    expect(await spare.ask((client) => client.dbsize())).toBe(0);
    expect(await status()).toMatchObject({ epoch: 1, state: 'STABLE', progress: null });

    const added = await ring('add', spare.url, '--id', 'c', '--rate', 'max');
    expect(added).toMatchObject({ code: 0 });
    expect(added.out).toContain('The ring is stable: epoch 3. ');
    const onSpare = await recordsOn(spare);
    expect(onSpare.length).toBeGreaterThan(sessionCount / 6);
    expect((await status()).nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const [id = ''] = onSpare.map((key) => key.slice('s:{'.length, -1));
    expect((await ring('where', id)).out).toBe(`${id}\nowner   c\nrecord  on c\n`);
    await expectEverySession();

    const removed = await ring('remove', 'a', '--rate', 'max', '--json');
    expect(removed.code).toBe(0);
    const last = removed.out.trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({ event: 'done', epoch: 5 });
    expect(await recordsOn(a)).toEqual([]);
    await expectEverySession();

    // The configured list names a node that has left, and lacks one: the ring's own document counts.
    const heavier = await ring('reweight', 'c', '3', '--rate', 'max');
    expect(heavier.code).toBe(0);
    expect((await status()).nodes).toMatchObject([
      { id: 'b', weight: 1 },
      { id: 'c', weight: 3 },
    ]);
    await expectEverySession();
  });

  it('goes on after a kill, where the mover was', async () => {
    const killed = new RingCommand(['add', spare.url, '--id', 'c', ...slowly], env);
    await killed.says('The ring is moving');
    await expectEverySession();
    killed.tell('SIGKILL');
    expect((await killed.ended()).code).toBeNull();
    expect(await status()).toMatchObject({ epoch: 2, state: 'MOVING' });

    const another = await ring('remove', 'a');
    expect(another).toMatchObject({ code: 1, out: '' });
    expect(another.err).toMatch(/^ringgate: .*moving/m);

    const resumed = await ring('resume', '--rate', 'max');
    expect(resumed).toMatchObject({ code: 0 });
    expect(resumed.out).toContain('The ring is stable: epoch 3. ');
    expect(await status()).toMatchObject({ epoch: 3, state: 'STABLE', progress: null });
    expect((await ring('resume')).code).toBe(1);
    await expectEverySession();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('says how to go on at %s', async (signal) => {
    const interrupted = new RingCommand(['remove', 'b', ...slowly], env);
    await interrupted.says('The ring is moving');
    interrupted.tell(signal);
    const { code, err } = await interrupted.ended();
    expect(code).toBe(130);
    expect(err).toContain('`ringgate ring resume` goes on');
    expect(await status()).toMatchObject({ epoch: 2, state: 'MOVING' });
    const { out } = await ring('where', await idOfFirst());
    expect(out).toMatch(/^owner {3}a(, before the change b)?$/m);
    expect(await ring('resume', '--rate', 'max')).toMatchObject({ code: 0 });
    await expectEverySession();
  });

  it('refuses what would lose sessions, and says what to do', async () => {
    const refusal = async (...args: readonly string[]): Promise<string> => {
      const { code, out, err } = await ring(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      return err;
    };
    expect(await refusal('remove', 'x')).toContain('"x"');
    expect(await refusal('plan', 'reweight', 'x', '2')).toContain('"x"');
    const away = await RedisServer.start();
    await away.stop();
    expect(await refusal('add', away.url, '--id', 'c')).toContain('start the server');

    await spare.ask((client) => client.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    expect(await refusal('add', spare.url, '--id', 'c')).toContain('--force');
    await spare.ask((client) => client.config('SET', 'maxmemory-policy', 'noeviction'));

    await spare.ask(async (client) => {
      await client.hset('s:{left-over-of-old-times}', { x: 'y' });
      await client.set('of somebody else', 'kept');
    });
    expect(await refusal('add', spare.url, '--id', 'c')).toContain('--force');
    expect(await status()).toMatchObject({ epoch: 1, state: 'STABLE' });

    expect(await ring('add', spare.url, '--id', 'c', '--force', '--rate', 'max')).toMatchObject({
      code: 0,
    });
    expect(await recordsOn(spare)).not.toContain('s:{left-over-of-old-times}');
    expect(await spare.ask((client) => client.get('of somebody else'))).toBe('kept');
    await expectEverySession();

    expect((await ring('remove', 'a', '--rate', 'max')).code).toBe(0);
    expect((await ring('remove', 'b', '--rate', 'max')).code).toBe(0);
    expect(await refusal('remove', 'c')).toContain('last node');
    await expectEverySession();
  });
});
