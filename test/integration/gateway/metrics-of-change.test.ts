import { expect, it } from '@jest/globals';
import { RingOperator } from '../../../src/store/operator/ring-operator.ts';
import { useGateway } from '../../support/backends.ts';
import { type Scrape, scrape } from '../../support/scrape.ts';
import { setValue } from '../../support/session-steps.ts';
import { waitFor } from '../../support/wait-for.ts';

const sessions = 40;

const gateway = useGateway(
  { name: 'two Redis servers', servers: 2 },
  {
    RINGGATE_ADMIN_PORT: '0',
    RINGGATE_RING_POLL_INTERVAL: '100ms',
    RINGGATE_MOVER: 'off',
  },
);

const now = (): Promise<Scrape> => scrape(gateway().metricsUrl);

it('the metrics of a ring that loses a node tell how far it has come, and forget the node', async () => {
  for (let count = 0; count < sessions; count += 1) {
    await setValue(gateway().browser(), 'a', count);
  }
  const { config, log } = gateway();
  const { nodes, ring } = config;
  const operator = await RingOperator.open({ nodes, credentials: ring.credentials }, log);
  const { signal } = new AbortController();
  const options = { ratePerSecond: 10, onProgress: () => undefined, signal };
  const seen: Scrape[] = [];
  try {
    expect([...(await now()).samples.keys()].join()).not.toContain('ringgate_move');
    await operator.begin({ kind: 'remove', id: 'node-1' }, { force: false });
    await waitFor('it has begun here', async () => {
      return (await now()).value('ringgate_ring_moving') === 1;
    });
    const moved = operator.move(options);
    await waitFor('progress is told', async () => {
      const scraped = await now();
      seen.push(scraped);
      return scraped.samples.has('ringgate_move_moved_records');
    });
    await moved;
    await waitFor('it has ended here', async () => {
      return (await now()).value('ringgate_ring_epoch') === 3;
    });
  } finally {
    await operator.close();
  }
  const during = seen.at(-1);
  expect(during?.value('ringgate_node_share_ratio{node="node-1"}')).toBe(0);
  expect(during?.value('ringgate_move_expected_records')).toBeGreaterThan(0);
  const startedAt = during?.value('ringgate_move_started_timestamp_seconds') ?? 0;
  expect(Math.abs(startedAt - Date.now() / 1_000)).toBeLessThan(60);
  const after = [...(await now()).samples.keys()];
  expect(after.filter((series) => series.includes('node="node-1"'))).toEqual([]);
  expect(after.join()).toContain('node="node-0"');
  expect(after.join()).not.toContain('ringgate_move');
});
