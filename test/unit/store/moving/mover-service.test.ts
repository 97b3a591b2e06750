import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { RingLog, RingLogFields } from '../../../../src/store/keeper/ring-log.ts';
import { MoverService } from '../../../../src/store/moving/mover-service.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { MovableRing } from './movable-ring.ts';
import { placedNode, ringOfTwo } from './movable-ring.ts';

const addC = { kind: 'add', node: placedNode('c') } as const;

describe('MoverService', () => {
  let service: MoverService | undefined;
  const lines: string[] = [];

  afterEach(async () => {
    await service?.stop();
    lines.length = 0;
    jest.restoreAllMocks();
  });

  function serve(ring: MovableRing, ratePerSecond?: number): void {
    const note = ({ epoch }: RingLogFields, message: string): void => {
      lines.push(`${epoch ?? ''} ${message}`);
    };
    const log: RingLog = { info: note, warn: note, error: note };
    service = new MoverService({ ring, log, ratePerSecond, graceMs: 10 });
    service.start();
  }

  it('brings each change to its end, and says so', async () => {
    const { ring } = await ringOfTwo(100);
    serve(ring);
    await ring.begin(addC);
    await waitFor('the ring is stable', () => ring.placement.epoch === 3);
    await ring.begin({ kind: 'remove', id: 'c' });
    await waitFor('the ring is stable again', () => ring.placement.epoch === 5);
    await waitFor('both ends are told', () => lines.length === 4);
    expect(lines).toEqual([
      expect.stringMatching(/^2 moves records/),
      expect.stringMatching(/^2 moved \d+ records in \d+ s; the ring is stable/),
      expect.stringMatching(/^4 moves records/),
      expect.stringMatching(/^4 moved \d+ records/),
    ]);
  });

  it('leaves a change to the mover that has the lease, and takes it over when that is gone', async () => {
    const { ring, clock } = await ringOfTwo(100);
    await ring.node('a').ring.takeLease('another', 10_000);
    await ring.begin(addC);
    const looks = jest.spyOn(ring.node('a').ring, 'takeLease');
    serve(ring);
    await waitFor('it has looked twice', () => looks.mock.calls.length > 1);
    expect(ring.placement.isMoving).toBe(true);
    expect(lines).toEqual([]);
    clock.advance(10_001);
    await waitFor('the ring is stable', () => ring.placement.epoch === 3);
  });

  it('stops at once in the middle of a change, and gives the lease back', async () => {
    const { ring } = await ringOfTwo(2_000);
    await ring.begin({ kind: 'remove', id: 'a' });
    serve(ring, 100);
    await waitFor('it moves', () => lines.length === 1);
    await service?.stop();
    expect(ring.placement.isMoving).toBe(true);
    expect(await ring.node('b').ring.takeLease('another', 1_000)).toBe('another');
  });

  it('leaves nothing at its own signal while the ring is stable', async () => {
    const { ring } = await ringOfTwo(0);
    // What it makes stays with the signals that it was made of, as long as they do.
    const combine = jest.spyOn(AbortSignal, 'any');
    const listen = jest.spyOn(ring, 'onChange');
    serve(ring);
    await waitFor('it has looked again', () => listen.mock.calls.length > 1, 3_000);
    expect(combine).not.toHaveBeenCalled();
  });

  it('goes on after a fault, and logs it', async () => {
    const { ring } = await ringOfTwo(10);
    jest.spyOn(ring.node('a').moves, 'exportRecord').mockRejectedValue(new Error('a fault'));
    await ring.begin({ kind: 'remove', id: 'a' });
    serve(ring);
    await waitFor('it is logged', () => lines.includes('2 cannot move records; tries again'));
    expect(ring.placement.isMoving).toBe(true);
  });
});
