import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { LatencyGuard } from '../../../../src/store/moving/latency-guard.ts';
import { MovePace } from '../../../../src/store/moving/move-pace.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { ringOfTwo } from './movable-ring.ts';

describe('LatencyGuard', () => {
  let guard: LatencyGuard | undefined;

  afterEach(() => {
    guard?.stop();
    jest.restoreAllMocks();
  });

  it('slows the mover down while a node answers slowly, and lets it recover', async () => {
    const { nodes } = await ringOfTwo(0);
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    const ping = jest.spyOn(a, 'ping').mockResolvedValue(3);
    const pace = new MovePace(2_000);
    guard = new LatencyGuard(nodes, pace);
    await guard.start();
    ping.mockResolvedValue(9);
    await waitFor('it has slowed down', () => (pace.ratePerSecond ?? 0) < 1_000);
    ping.mockResolvedValue(3);
    await waitFor('it recovers', () => (pace.ratePerSecond ?? 0) >= 1_000);
  });

  it('begins without a node that does not answer', async () => {
    const { nodes } = await ringOfTwo(0);
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    jest.spyOn(a, 'ping').mockRejectedValue(new Error('no answer'));
    guard = new LatencyGuard(nodes, new MovePace(2_000));
    await expect(guard.start()).resolves.toBeUndefined();
  });

  it('asks nothing where no rate is given', async () => {
    const { nodes } = await ringOfTwo(0);
    const [a] = nodes;
    if (!a) throw new Error('There is no node a');
    const ping = jest.spyOn(a, 'ping');
    guard = new LatencyGuard(nodes, new MovePace(undefined));
    await guard.start();
    expect(ping).not.toHaveBeenCalled();
  });
});
