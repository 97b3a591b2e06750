import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Supervisor } from '../../../src/workers/supervisor.ts';
import { fakeOnly } from '../../support/fake-only.ts';
import { WorkerInHand } from './worker-in-hand.ts';

const times = {
  startTimeoutMs: 10_000,
  settledAfterMs: 5_000,
  heartbeat: { intervalMs: 1_000, maxMissed: 3 },
};
const crash = { exitCode: undefined, signal: 'SIGSEGV' };

let workers: WorkerInHand[];
let logged: string[];
let givenUp: [string, number][];

beforeEach(() => {
  fakeOnly('setTimeout', 'clearTimeout', 'setInterval', 'clearInterval');
  workers = [];
  logged = [];
  givenUp = [];
});

afterEach(() => {
  jest.useRealTimers();
});

function supervise(count: number): Supervisor {
  return new Supervisor({
    count,
    times,
    drainTimeoutMs: 10_000,
    fork: () => {
      const worker = new WorkerInHand(workers.length + 1);
      workers.push(worker);
      return worker;
    },
    log: {
      info: () => undefined,
      error: (_fields, message) => logged.push(message),
    },
    onGivenUp: (reason, exitCode) => givenUp.push([reason, exitCode]),
  });
}

/** So many workers that have served for a while, their supervisor, and what it said when all served. */
async function settled(count: number): Promise<[Supervisor, string]> {
  const supervisor = supervise(count);
  const url = supervisor.start();
  for (let next = 0; next < count; next += 1) workers[next]?.serve();
  for (let passed = 0; passed < times.settledAfterMs; passed += 500) pass(500);
  pass(0);
  return [supervisor, await url];
}

/** Time passes, in which all workers that live answer. */
function pass(ms: number): void {
  for (const worker of workers) worker.answer();
  jest.advanceTimersByTime(ms);
}

function worker(id: number): WorkerInHand {
  const found = workers[id - 1];
  if (!found) throw new Error(`There are ${workers.length} workers, not ${id}`);
  return found;
}

describe('a supervisor that starts', () => {
  it('starts one worker first, then the others, and tells the address when all serve', async () => {
    const supervisor = supervise(3);
    const told: string[] = [];
    const start = supervisor.start().then((url) => told.push(url));
    expect(workers).toHaveLength(1);
    worker(1).serve();
    expect(workers).toHaveLength(3);
    worker(3).serve();
    await Promise.resolve();
    expect([told, supervisor.servingCount]).toEqual([[], 2]);
    worker(2).serve();
    await start;
    expect([told, supervisor.servingCount]).toEqual([['http://127.0.0.1:4000/graphql'], 3]);
  });

  it.each([
    [{ exitCode: 78, signal: undefined }, 78],
    [{ exitCode: 0, signal: undefined }, 1],
    [crash, 1],
    [{ exitCode: undefined, signal: undefined }, 1],
  ])('gives up at once when the first worker does not come to serve: %j', async (ending, code) => {
    void supervise(3).start();
    worker(1).end(ending);
    await allSettled();
    expect(givenUp).toEqual([[expect.stringMatching(/^a worker (was|ended|could)/), code]]);
    pass(60_000);
    expect(workers).toHaveLength(1);
  });

  it('ends a worker that does not come to serve in time', async () => {
    void supervise(2).start();
    pass(times.startTimeoutMs - 1);
    expect(worker(1).signals).toEqual([]);
    pass(1);
    expect(worker(1).signals).toEqual(['SIGKILL']);
    await allSettled();
    expect(givenUp).toEqual([['a worker was ended by SIGKILL', 1]]);
  });
});

describe('a worker that dies', () => {
  it('is replaced at once after it has served for a while, and the others are left alone', async () => {
    const [supervisor] = await settled(2);
    worker(1).end(crash);
    expect([supervisor.servingCount, workers.length]).toEqual([1, 2]);
    pass(0);
    expect(workers).toHaveLength(3);
    worker(3).serve();
    expect([supervisor.servingCount, worker(2).signals, givenUp]).toEqual([2, [], []]);
    expect(logged).toEqual(['a worker was ended by SIGSEGV']);
  });

  it('is replaced ever later while it dies soon, and at once again after one has served for a while', async () => {
    await settled(2);
    worker(1).end();
    pass(0);
    for (const [dead, delayMs] of [
      [3, 100],
      [4, 200],
      [5, 400],
    ] as const) {
      if (dead === 4) worker(dead).serve();
      worker(dead).end();
      pass(delayMs - 1);
      expect(workers).toHaveLength(dead);
      pass(1);
      expect(workers).toHaveLength(dead + 1);
    }
    worker(6).serve();
    for (let passed = 0; passed < times.settledAfterMs; passed += 500) pass(500);
    worker(6).end();
    pass(0);
    expect(workers).toHaveLength(7);
  });

  it('is replaced for ever while another one serves', async () => {
    await settled(2);
    worker(2).end();
    for (let dead = 3; dead < 20; dead += 1) {
      for (let passed = 0; passed < 30_000; passed += 1_000) pass(1_000);
      worker(dead).end();
    }
    await allSettled();
    expect(givenUp).toEqual([]);
  });

  it('is given up when none has served for a while and one has failed six times in a row; the rest is told to finish', async () => {
    void supervise(2).start();
    worker(1).serve();
    worker(2).end({ exitCode: 9, signal: undefined });
    for (let dead = 3; dead < 8; dead += 1) {
      pass(3_200);
      // What serves dies before it has done so for a while.
      if (dead === 5) worker(1).end();
      expect(givenUp).toEqual([]);
      workers.at(-1)?.end({ exitCode: 9, signal: undefined });
    }
    pass(3_200);
    workers.at(-1)?.end({ exitCode: 9, signal: undefined });
    await allSettled();
    for (const one of workers) one.end();
    await allSettled();
    expect(givenUp).toEqual([['a worker ended with the exit code 9', 9]]);
  });
});

describe('a worker whose event loop does not turn', () => {
  it('is ended after so many questions in a row without an answer, and replaced', async () => {
    await settled(2);
    const asked = worker(1).asked.length;
    for (let second = 0; second < 3; second += 1) {
      worker(2).answer();
      jest.advanceTimersByTime(1_000);
    }
    expect(worker(1).asked).toHaveLength(asked + 3);
    expect(worker(1).signals).toEqual([]);
    worker(2).answer();
    jest.advanceTimersByTime(1_000);
    expect([worker(1).signals, worker(2).signals]).toEqual([['SIGKILL'], []]);
    expect(logged).toContain('a worker hangs and is ended');
    pass(1);
    expect(workers).toHaveLength(3);
  });

  it('is asked nothing more when it has ended', async () => {
    await settled(1);
    worker(1).end(crash);
    const asked = worker(1).asked.length;
    pass(1);
    worker(2).serve();
    for (let second = 0; second < 6; second += 1) pass(1_000);
    expect(worker(1).asked).toHaveLength(asked);
    expect(worker(1).signals).toEqual([]);
    expect(logged).toEqual(['a worker was ended by SIGSEGV']);
  });

  it('is left alone when it answers late', async () => {
    await settled(1);
    for (let round = 0; round < 5; round += 1) {
      jest.advanceTimersByTime(3_000);
      worker(1).answer();
    }
    expect(worker(1).signals).toEqual([]);
  });
});

describe('a supervisor that is told to stop', () => {
  it('has all workers finish, waits for the last one, and replaces none', async () => {
    const [supervisor] = await settled(3);
    let stopped = false;
    const stop = Promise.all([supervisor.stop(), supervisor.stop()]).then(() => (stopped = true));
    expect(workers.map(({ signals }) => signals)).toEqual([['SIGTERM'], ['SIGTERM'], ['SIGTERM']]);
    worker(1).end({ exitCode: 0, signal: undefined });
    worker(2).end({ exitCode: 0, signal: undefined });
    await allSettled();
    expect(stopped).toBe(false);
    worker(3).end({ exitCode: 0, signal: undefined });
    await stop;
    pass(60_000);
    expect([workers.length, givenUp]).toEqual([3, []]);
  });

  it('starts nobody in place of one that died just before', async () => {
    const [supervisor] = await settled(2);
    worker(1).end(crash);
    const stop = supervisor.stop();
    worker(2).end({ exitCode: 0, signal: undefined });
    await stop;
    pass(60_000);
    expect(workers).toHaveLength(2);
  });

  it('may be told while it starts', async () => {
    const supervisor = supervise(2);
    void supervisor.start();
    const stop = supervisor.stop();
    worker(1).serve();
    // It did not listen for the signal yet.
    worker(1).end({ exitCode: undefined, signal: 'SIGTERM' });
    await stop;
    pass(60_000);
    expect([workers.length, givenUp]).toEqual([1, []]);
  });

  it('ends a worker that does not finish in time, and says so', async () => {
    const [supervisor] = await settled(2);
    const stop = supervisor.stop();
    worker(1).end({ exitCode: 0, signal: undefined });
    for (let passed = 0; passed < 15_000; passed += 500) {
      expect(worker(2).signals).toEqual(['SIGTERM']);
      pass(500);
    }
    await expect(stop).rejects.toThrow('a worker was ended by SIGKILL');
  });

  it('says when a worker did not end cleanly', async () => {
    const [supervisor] = await settled(2);
    const stop = supervisor.stop();
    worker(1).end({ exitCode: 1, signal: undefined });
    worker(2).end({ exitCode: 0, signal: undefined });
    await expect(stop).rejects.toThrow('a worker ended with the exit code 1');
  });

  it('ends all workers at once when it has to', async () => {
    const [supervisor] = await settled(2);
    const stop = supervisor.stop();
    supervisor.kill();
    await expect(stop).rejects.toThrow('SIGKILL');
    expect(workers.map(({ signals }) => signals.at(-1))).toEqual(['SIGKILL', 'SIGKILL']);
  });
});

/** Until what is settled has been told to whom waits for it. */
async function allSettled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}
