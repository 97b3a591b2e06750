import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Counter, Gauge, Registry } from 'prom-client';
import { answerPrimary } from '../../../src/metrics/answer-primary.ts';
import type { ReportChannel } from '../../../src/metrics/worker-report.ts';
import { WorkersReports } from '../../../src/metrics/workers-reports.ts';
import type { NodeStatus } from '../../../src/session/ring-view.ts';
import { Scrape } from '../../support/scrape.ts';

/** A worker as its primary sees it, and in it the worker itself. */
class Worker extends EventEmitter implements ReportChannel {
  readonly counter: Counter;
  readonly epoch: Gauge;
  status: NodeStatus = 'UP';
  isHanging = false;
  isClosed = false;
  readonly #inside = new EventEmitter();

  constructor() {
    super();
    const registry = new Registry();
    const registers = [registry];
    this.counter = new Counter({ name: 'things_total', help: 'Things.', registers });
    this.epoch = new Gauge({ name: 'epoch', help: 'Epoch.', registers, aggregator: 'max' });
    answerPrimary(
      {
        send: (message) => this.emit('message', structuredClone(message)),
        on: (event, listener) => this.#inside.on(event, listener),
        off: (event, listener) => this.#inside.off(event, listener),
      },
      async () => {
        const nodes = [{ id: 'a', status: this.status }];
        return { metrics: await registry.getMetricsAsJSON(), nodes };
      },
    );
  }

  send(message: object, onSent: (error: Error | null) => void): void {
    if (this.isClosed) onSent(new Error('closed'));
    else if (!this.isHanging) this.#inside.emit('message', message);
  }
}

let workers: Worker[];
let reports: WorkersReports;

beforeEach(() => {
  workers = [new Worker(), new Worker()];
  reports = new WorkersReports(() => workers);
});

function worker(place: number): Worker {
  const found = workers[place];
  if (!found) throw new Error('There is no such worker');
  return found;
}

async function told(): Promise<Scrape> {
  return new Scrape((await reports.text()).text);
}

describe('reports of workers', () => {
  it('are added up, but for what has no sum', async () => {
    worker(0).counter.inc(2);
    worker(1).counter.inc(3);
    worker(0).epoch.set(4);
    worker(1).epoch.set(5);
    const all = await told();
    expect(all.value('things_total')).toBe(5);
    expect(all.value('epoch')).toBe(5);
    expect(all.value('ringgate_workers{state="answering"}')).toBe(2);
    expect(all.value('ringgate_workers{state="silent"}')).toBe(0);
  });

  it('keep what a worker counted that has ended, and nothing else of it', async () => {
    worker(0).counter.inc(2);
    worker(1).counter.inc(3);
    worker(0).epoch.set(9);
    await told();
    workers = [worker(1), new Worker()];
    worker(1).counter.inc(10);
    const all = await told();
    expect(all.value('things_total')).toBe(15);
    expect(all.value('epoch')).toBe(0);
    workers = [worker(1)];
    expect((await told()).value('things_total')).toBe(15);
  });

  it('keep the counts of workers that end while several ask at once, and ask each worker once for all of them', async () => {
    const [first, second, third] = [new Worker(), new Worker(), new Worker()];
    for (const each of [first, second, third]) each.counter.inc(1);
    const all = [first, second, third];
    // Two end while they are looked at, one after the other.
    const looks = [all, all, all, [second, third]];
    reports = new WorkersReports(() => looks.shift() ?? [third]);
    let listeners = 0;
    third.on('newListener', () => {
      listeners = Math.max(listeners, third.listenerCount('message') + 1);
    });
    await Promise.all([reports.text(), reports.text(), reports.nodeStates()]);
    const sum = (await told()).value('things_total');
    expect({ listeners, sum }).toEqual({ listeners: 1, sum: 3 });
  });

  it('go by what a worker said last that hangs, within a second', async () => {
    worker(0).counter.inc(2);
    await told();
    worker(0).counter.inc(1);
    worker(0).isHanging = true;
    const startedAt = performance.now();
    const all = await told();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(all.value('things_total')).toBe(2);
    expect(all.value('ringgate_workers{state="silent"}')).toBe(1);
    expect(worker(0).listenerCount('message')).toBe(0);
  });

  it('do not wait for a worker whose channel is closed', async () => {
    worker(0).isClosed = true;
    const startedAt = performance.now();
    expect((await told()).value('ringgate_workers{state="silent"}')).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it('say of a node that it is up when one of the workers can use it', async () => {
    worker(0).status = 'DOWN';
    expect(await reports.nodeStates()).toEqual([{ id: 'a', status: 'UP' }]);
    worker(1).status = 'DOWN';
    expect(await reports.nodeStates()).toEqual([{ id: 'a', status: 'DOWN' }]);
  });

  it('say of no node anything when no worker answers', async () => {
    for (const each of workers) each.isClosed = true;
    expect(await reports.nodeStates()).toEqual([]);
  });
});
