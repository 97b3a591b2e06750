import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { runCli } from '../../../src/cli/run-cli.ts';
import type { RingAccess } from '../../../src/config/ring-config.ts';
import type { RingNodeView } from '../../../src/session/ring-view.ts';
import type { NodeLog } from '../../../src/store/node-log.ts';
import { RingRefusal } from '../../../src/store/operator/ring-operations.ts';
import { FakeRing, progressWith } from './fake-ring.ts';

const nodes = { RINGGATE_NODES: 'redis://one:6379?id=a' };
const refused = new RingRefusal('the ring is moving already: let that change come to its end');

const nodeA: RingNodeView = {
  id: 'a',
  kind: 'redis',
  status: 'UP',
  weight: 1_000,
  points: 4_096,
  share: 0.98765,
  sessions: 1_234_567,
  latencyMs: 0.4321,
};
const nodeB: RingNodeView = {
  id: 'b-is-longer',
  kind: 'rediss',
  status: 'DOWN',
  weight: 10,
  points: 41,
  share: 0.0004,
  sessions: undefined,
  latencyMs: undefined,
};

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('ringgate ring', () => {
  let ring: FakeRing;
  let interruption: AbortController;
  let onOpen: (access: RingAccess, log: NodeLog) => void;

  beforeEach(() => {
    ring = new FakeRing();
    interruption = new AbortController();
    onOpen = () => undefined;
  });

  async function run(
    args: readonly string[],
    { env = nodes, terminal }: { env?: Record<string, string>; terminal?: WriteStream } = {},
  ): Promise<Run> {
    const [out, err]: [string[], string[]] = [[], []];
    const surroundings = {
      env,
      readFile: () => '',
      stdin: new PassThrough(),
      stdout: { write: (text: string) => out.push(text) },
      stderr: { write: (text: string) => err.push(text) },
      terminal,
      interruption: () => interruption.signal,
    };
    const code = await runCli(['ring', ...args], surroundings, {
      serve: () => Promise.reject(new Error('nothing is to be served')),
      openRing: (access, log) => {
        onOpen(access, log);
        return Promise.resolve(ring);
      },
    });
    return { code, out: out.join(''), err: err.join('') };
  }

  describe('status', () => {
    it('shows the nodes of a stable ring as a table', async () => {
      ring.report = { epoch: 4, state: 'STABLE', progress: undefined, nodes: [nodeA, nodeB] };
      expect(await run(['status'])).toEqual({
        code: 0,
        out: [
          'The ring is stable: epoch 4.',
          '',
          'NODE         KIND    STATUS  WEIGHT  POINTS   SHARE    RECORDS  LATENCY',
          'a            redis   up       1,000   4,096  98.8 %  1,234,567   0.4 ms',
          'b-is-longer  rediss  down        10      41  <0.1 %          -        -',
          '',
        ].join('\n'),
        err: '',
      });
      expect(ring.isClosed).toBe(true);
    });

    it('shows which node leaves a moving ring, and how far that is', async () => {
      const startedAt = Date.now() - 125_000;
      const progress = { scanned: 3_000, moved: 1_200, total: 12_000, startedAt };
      const leaving = { ...nodeA, points: 0, share: 0 };
      ring.report = { epoch: 5, state: 'MOVING', progress, nodes: [leaving] };
      const { out } = await run(['status']);
      expect(out).toContain('The ring is moving: epoch 5.\n');
      expect(out).toMatch(/^a +redis +up, leaves +1,000 +0 +0 %/m);
      expect(out).toContain(
        '1,200 records moved, 3,000 of about 12,000 looked at in this pass; began 2 min 5 s ago.\n',
      );
      expect(out).toContain('`ringgate ring resume` goes on');
    });

    it('says so when nobody tells of progress', async () => {
      ring.report = { epoch: 5, state: 'MOVING', progress: undefined, nodes: [nodeA] };
      expect((await run(['status'])).out).toContain('No mover has begun');
    });

    it('is JSON when it is asked for, with null for what is absent', async () => {
      ring.report = { epoch: 4, state: 'STABLE', progress: undefined, nodes: [nodeB] };
      const { code, out } = await run(['status', '--json']);
      expect({ code, report: JSON.parse(out) as unknown }).toEqual({
        code: 0,
        report: {
          epoch: 4,
          state: 'STABLE',
          progress: null,
          nodes: [{ ...nodeB, sessions: null, latencyMs: null }],
        },
      });
    });
  });

  describe('where', () => {
    it.each([
      ['a', 'a', ['a'], [], 'owner   a\nrecord  on a\n'],
      ['a', 'a', [], [], 'owner   a\nrecord  on no node\n'],
      ['b', 'a', ['b'], [], 'owner   b, before the change a\nrecord  on b\n'],
      [
        'b',
        'a',
        ['a'],
        [],
        'owner   b, before the change a\nrecord  on a: it is moved when it is next used, or by a mover\n',
      ],
      [
        'b',
        'a',
        ['a', 'b'],
        [],
        'owner   b, before the change a\nrecord  on b\n        on a: a copy that is about to go, which nobody reads\n',
      ],
      [
        'a',
        'a',
        ['a', 'c'],
        [],
        'owner   a\nrecord  on a\n        on c: a copy from the past, which nobody reads\n',
      ],
      ['a', 'a', ['c'], [], 'owner   a\nrecord  on c: a copy from the past, which nobody reads\n'],
      [
        'a',
        'a',
        [],
        ['a'],
        'owner   a\nrecord  on no node that answers\n        a does not answer: it may have the record, too\n',
      ],
    ])(
      'says where a record is: owner %s, before %s, found on %j',
      async (owner, ownerBefore, foundOn, unreachable, text) => {
        ring.place = { id: '', owner, ownerBefore, foundOn, unreachable };
        expect(await run(['where', 'some'])).toEqual({ code: 0, out: `some\n${text}`, err: '' });
      },
    );

    it.each(['-Abc_012345678901234567', '--Abc_01234567890123456', '-hAbc', 'plain'])(
      'takes %s for an id',
      async (id) => {
        const { code, out } = await run(['where', id, '--json']);
        expect({ code, asked: ring.asked }).toEqual({ code: 0, asked: [{ where: id }] });
        expect(JSON.parse(out)).toEqual({ ...ring.place, id });
      },
    );

    it('shows no control characters', async () => {
      const { out } = await run(['where', '\u001b[31mred']);
      expect(out).toMatch(/^"\\u001b\[31mred"\n/);
    });
  });

  describe('plan', () => {
    const add = { kind: 'add', node: { id: 'b', weight: 4, url: 'redis://two:6379' } };

    it('says what would move, and changes nothing', async () => {
      const args = ['plan', 'add', 'redis://two:6379', '--id', 'b', '--weight', '4'];
      expect(await run(args)).toEqual({
        code: 0,
        out: [
          'Add b (redis://two:6379) with the weight 4.',
          '',
          'NODE    SHARE   AFTER',
          'a     100.0 %  60.0 %',
          'b         0 %  40.0 %',
          '',
          'FROM  TO   SHARE  RECORDS',
          'a     b   40.0 %   41,234',
          '',
          'About 41,234 records move, which takes at least 21 s at 2,000 records/s.',
          'Nothing was changed.',
          '',
        ].join('\n'),
        err: '',
      });
      expect(ring.asked).toEqual([{ plan: add }]);
    });

    it.each([
      [['remove', 'b'], { kind: 'remove', id: 'b' }, 'Remove b.'],
      [['reweight', 'b', '7'], { kind: 'reweight', id: 'b', weight: 7 }, 'Give b the weight 7.'],
    ])('plans %j', async (args, change, text) => {
      const { code, out } = await run(['plan', ...args]);
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`^${text}\n`));
      expect(ring.asked).toEqual([{ plan: change }]);
    });

    it.each([
      [['--rate', '100'], {}, 'which takes at least 6 min 52 s at 100 records/s'],
      [['--rate', 'max'], {}, 'as fast as the nodes allow'],
      [[], { RINGGATE_MOVER_RATE: '500' }, 'which takes at least 82 s at 500 records/s'],
    ])('reckons with the rate (%j, %j)', async (args, env, text) => {
      const { out } = await run(['plan', 'remove', 'b', ...args], { env: { ...nodes, ...env } });
      expect(out).toContain(`About 41,234 records move, ${text}.\n`);
    });

    it.each([
      [0, 'No records move.\n'],
      [1, 'About 1 record moves, which takes at least 1.0 s at 1 record/s.\n'],
    ])('finds the words for %d records', async (records, text) => {
      ring.planOf = (change) => ({
        change,
        epoch: 2,
        shares: [],
        flows: [],
        records,
        warnings: [],
      });
      const rate = records === 0 ? '5' : '1';
      expect((await run(['plan', 'remove', 'b', '--rate', rate])).out).toContain(text);
    });

    it('shows warnings', async () => {
      ring.warnings = ['b persists nothing'];
      expect((await run(['plan', 'remove', 'b'])).out).toContain('warning: b persists nothing\n');
    });

    it('is JSON when it is asked for', async () => {
      const { out } = await run(['plan', 'remove', 'b', '--json', '--rate', 'max']);
      expect(JSON.parse(out)).toMatchObject({ records: 41_234, rate: 'max', aboutMs: null });
    });
  });

  describe('add', () => {
    it.each([
      [['redis://two'], 'two:6379', 1, true],
      [['redis://two?id=b&weight=3'], 'b', 3, false],
      [['redis://two?id=c&weight=3', '--id', 'b', '--weight', '5'], 'b', 5, false],
      [['redis+unix:///run/redis.sock'], '/run/redis.sock', 1, true],
    ])('takes id and weight from options or URL: %j', async (args, id, weight, isNoted) => {
      const { err } = await run(['add', ...args]);
      expect(ring.asked[0]).toMatchObject({ begin: { kind: 'add', node: { id, weight } } });
      expect(err.includes(`the node is called ${id}, and keeps that name`)).toBe(isNoted);
    });

    it.each([
      ['memory:', 'memory node lives in one process'],
      ['redis://user:secret@two', 'no user and no password'],
      ['redis://two?password=secret', 'no query keys'],
      ['secret@two', 'must be a URL'],
      ['redis://one redis://two', 'one URL'],
      ['http://two', 'schemes'],
      ['two:6379', 'schemes'],
      ['redis://two?weight=0', 'positive whole number'],
    ])('refuses %s as wrong usage', async (url, text) => {
      const { code, err } = await run(['add', url]);
      expect({ code, asked: ring.asked }).toEqual({ code: 2, asked: [] });
      expect(err).toContain(text);
      expect(err).not.toContain('secret');
    });

    it('moves records, tells of each step, and says what is to be done next', async () => {
      const { code, out } = await run(['add', 'redis://two:6379', '--id', 'b', '--weight', '4']);
      expect(code).toBe(0);
      expect(out).toContain(
        'About 41,234 records move, which takes at least 21 s at 2,000 records/s.\n',
      );
      expect(out).toContain('The ring is moving: epoch 2.\n');
      expect(out).toContain(
        'The ring is stable: epoch 3. 41,200 records moved, 206,000 looked at, in 21 s.\n',
      );
      expect(out).toContain(
        'Name b in RINGGATE_NODES of every gateway: redis://two:6379?id=b&weight=4\n',
      );
      expect(ring.asked).toEqual([
        {
          begin: { kind: 'add', node: { id: 'b', weight: 4, url: 'redis://two:6379' } },
          force: false,
        },
        { move: 2_000 },
      ]);
      expect(ring.isClosed).toBe(true);
    });

    it('moves as fast as the nodes allow when told so, and by force', async () => {
      await run(['add', 'redis://two', '--id', 'b', '--force', '--rate', 'max']);
      expect(ring.asked).toMatchObject([{ force: true }, { move: undefined }]);
    });

    it('is a line of JSON for each thing that goes on', async () => {
      ring.moving = ({ onProgress }) => {
        onProgress(progressWith({}));
        onProgress(progressWith({ scanned: 50_001 }));
        return Promise.resolve({ epoch: 3, moved: 1, scanned: 2, tookMs: 3 });
      };
      const { out, err } = await run(['remove', 'b', '--json']);
      const lines = out.trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({ event: 'begun', epoch: 2, rate: 2_000 }),
        { event: 'progress', ...progressWith({}), ratePerSecond: 1_999, leftMs: null },
        { event: 'done', epoch: 3, moved: 1, scanned: 2, tookMs: 3 },
      ]);
      expect(err).toBe('');
    });
  });

  describe.each([
    ['remove', ['remove', 'b'], 'take it out of RINGGATE_NODES of every gateway, then stop it'],
    ['reweight', ['reweight', 'b', '7'], 'Give b the weight 7 in RINGGATE_NODES'],
  ])('%s', (_name, args, nextStep) => {
    it('says what is to be done next', async () => {
      const { code, out } = await run(args);
      expect(code).toBe(0);
      expect(out).toContain(nextStep);
    });

    it('says why it was refused, and moves nothing', async () => {
      ring.planOf = () => refused;
      expect(await run(args)).toEqual({ code: 1, out: '', err: `ringgate: ${refused.message}\n` });
      expect(ring.asked).toHaveLength(1);
      expect(ring.isClosed).toBe(true);
    });
  });

  it('says where it looks for the ring when it is asked for help', async () => {
    expect((await run(['--help'])).out).toContain('on the nodes of RINGGATE_NODES');
  });

  it('exits like an interrupted program when it is told to end before a change has begun', async () => {
    ring.planOf = () => {
      interruption.abort();
      return new RingRefusal('interrupted: the ring was not changed');
    };
    expect(await run(['remove', 'b'])).toEqual({
      code: 130,
      out: '',
      err: 'ringgate: interrupted: the ring was not changed\n',
    });
  });

  describe('resume', () => {
    it('moves what is left', async () => {
      const { code, out } = await run(['resume', '--rate', '7']);
      expect({ code, asked: ring.asked }).toEqual({ code: 0, asked: [{ move: 7 }] });
      expect(out).toBe(
        'The ring is stable: epoch 3. 41,200 records moved since the change began, 206,000 looked at, in 21 s.\n',
      );
    });

    it('says why it was refused', async () => {
      ring.moving = () => Promise.reject(new RingRefusal('the ring is not moving'));
      expect(await run(['resume'])).toEqual({
        code: 1,
        out: '',
        err: 'ringgate: the ring is not moving\n',
      });
    });

    it('says how to go on when moving fails', async () => {
      ring.moving = () => Promise.reject(new Error('the earth shook'));
      const { code, err } = await run(['resume']);
      expect(code).toBe(1);
      expect(err).toMatch(/the earth shook; .*`ringgate ring resume` goes on/);
    });

    it('says how to go on when it is interrupted', async () => {
      ring.moving = async ({ signal }) => {
        interruption.abort();
        await Promise.resolve();
        throw signal.reason;
      };
      const { code, out, err } = await run(['resume']);
      expect({ code, out }).toEqual({ code: 130, out: '' });
      expect(err).toBe(
        'ringgate: interrupted: the ring goes on serving in its moving state, and `ringgate ring resume` goes on\n',
      );
      expect(ring.isClosed).toBe(true);
    });

    it('tells how far it is by lines where there is no terminal', async () => {
      ring.moving = ({ onProgress }) => {
        onProgress(progressWith({}));
        onProgress(progressWith({ scanned: 50_100 }));
        onProgress(progressWith({ waitingFor: ['b', 'c'], ratePerSecond: 0 }));
        onProgress(progressWith({ isWatching: true }));
        onProgress(progressWith({ moved: 10_001 }));
        onProgress(progressWith({ moved: 10_001, scanned: 7 }));
        return Promise.resolve({ epoch: 3, moved: 1, scanned: 2, tookMs: 3 });
      };
      const { err } = await run(['resume']);
      const facts = '50,000 of about 103,000 records looked at, 10,000 moved';
      expect(err.split('\n')).toEqual([
        `moving: ${facts}, 1,999 records/s`,
        `waiting for b, c: ${facts}, 0 records/s`,
        `another mover is at work: ${facts}, 1,999 records/s`,
        'moving: 50,000 of about 103,000 records looked at, 10,001 moved, 1,999 records/s',
        'making sure: 7 of about 103,000 records looked at, 10,001 moved, 1,999 records/s',
        '',
      ]);
    });

    it('draws a bar on a terminal, makes room for warnings, and takes it away at the end', async () => {
      const drawn: string[] = [];
      const terminal = new PassThrough() as unknown as WriteStream;
      Object.assign(terminal, { isTTY: true, columns: 80 });
      terminal.on('data', (chunk: Buffer) => drawn.push(chunk.toString('utf8')));
      let log: NodeLog | undefined;
      onOpen = (_access, given) => (log = given);
      ring.moving = ({ onProgress }) => {
        onProgress(progressWith({ scanned: 51_500 }));
        log?.warn({ node: 'b', reason: 'ECONNREFUSED' }, 'the node is down');
        log?.info({ node: 'b' }, 'the node is up');
        return Promise.resolve({ epoch: 3, moved: 1, scanned: 2, tookMs: 3 });
      };
      const { err } = await run(['resume'], { terminal });
      const bar = 'moving [============------------] 50 %  10,000 moved, 1,999/s';
      const text = drawn.join('');
      expect(text.split(bar)).toHaveLength(3);
      expect(err).toBe('warning: node b: the node is down (ECONNREFUSED)\n');
      // The cursor is shown again, and the line is cleared.
      expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf(bar));
      expect(text.lastIndexOf('\u001b[2K')).toBeGreaterThan(text.lastIndexOf(bar));
    });
  });

  it.each([
    [['status', 'more']],
    [['where']],
    [['where', 'one', 'two']],
    [['add']],
    [['add', 'redis://two', '--weight', '0']],
    [['add', 'redis://two', '--id', 'a b']],
    [['remove', 'b', '--rate', '0']],
    [['remove', 'b', '--rate', '-1']],
    [['remove', 'b', '--rate', 'fast']],
    [['reweight', 'b', '1.5']],
    [['plan', 'remove', 'b', '--force']],
    [['plan']],
    [[]],
  ])('calls %j wrong usage', async (args) => {
    const { code, err } = await run(args);
    expect({ code, asked: ring.asked }).toEqual({ code: 2, asked: [] });
    expect(err).not.toBe('');
  });

  it.each([
    [{}],
    [{ RINGGATE_NODES: 'memory:' }],
    [{ RINGGATE_NODES: 'http://h' }],
    [{ ...nodes, RINGGATE_MOVER_RATE: 'x' }],
  ])('opens no ring on a wrong configuration (%j)', async (env) => {
    onOpen = () => {
      throw new Error('no ring is to be opened');
    };
    const { code, err } = await run(['status'], { env });
    expect(code).toBe(78);
    expect(err).toContain('RINGGATE_');
  });

  it('hands over what the environment says of the ring', async () => {
    const env = { ...nodes, RINGGATE_NODE_USERNAME: 'ring', RINGGATE_NODE_PASSWORD: 'p' };
    let opened: RingAccess | undefined;
    onOpen = (access) => (opened = access);
    await run(['status'], { env });
    expect(opened).toMatchObject({
      nodes: [{ id: 'a', kind: 'redis' }],
      credentials: { username: 'ring', password: 'p' },
      moverRatePerSecond: 2_000,
    });
  });

  it('needs nothing but the nodes in production', async () => {
    const { code } = await run(['status'], { env: { ...nodes, NODE_ENV: 'production' } });
    expect(code).toBe(0);
  });
});
