import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeFence } from './fence-contract.ts';
import { describeInstall } from './install-contract.ts';
import { describeMoves } from './moves-contract.ts';
import type { Nodes, NodesUnderTest } from './node-under-test.ts';

/** Registers the tests that every kind of node must pass: of the fence, of records that move, of what it keeps for the ring. */
export function describeNodes(name: string, start: () => Promise<NodesUnderTest>): void {
  describe(name, () => {
    let running: NodesUnderTest | undefined;
    const nodes: Nodes = () => {
      if (!running) throw new Error('The nodes did not start');
      return running;
    };
    beforeAll(async () => {
      running = await start();
    });
    afterAll(async () => {
      try {
        await running?.assertEverythingExpires();
      } finally {
        await running?.stop();
      }
    });

    describeInstall(nodes);
    describeFence(nodes);
    describeMoves(nodes);
  });
}
