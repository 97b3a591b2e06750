import { describe, expect, it } from '@jest/globals';
import type { FencedOut } from '../../../../src/store/fenced-out.ts';
import { FenceRefusals } from '../../../../src/store/redis/fence-refusals.ts';
import { encodeTopology } from '../../../../src/store/topology-document.ts';
import { firstTopologyOf } from '../../../support/ring-of-nodes.ts';

const one = firstTopologyOf([{ id: 'a' }, { id: 'b' }]);
const other = firstTopologyOf([{ id: 'a' }, { id: 'c' }]);

describe('FenceRefusals', () => {
  const refusals = new FenceRefusals('a');

  function reply(message: string): Error {
    return Object.assign(new Error(message), { name: 'ReplyError' });
  }

  function newer(document: string): FencedOut {
    return refusals.explain(reply(`STALE ${document}`)) as FencedOut;
  }

  it('names the node, and the newer topology that is there', () => {
    expect(newer(encodeTopology(one))).toMatchObject({ nodeId: 'a', newer: one });
    expect(newer(encodeTopology(other))).toMatchObject({ nodeId: 'a', newer: other });
    const behind = refusals.explain(reply('BEHIND the topology here is older'));
    expect(behind).toMatchObject({ name: 'FencedOut', nodeId: 'a', newer: undefined });
  });

  it('reads a document once, however many commands it refuses', () => {
    expect(newer(encodeTopology(one)).newer).toBe(newer(encodeTopology(one)).newer);
  });

  it('takes a document that is none for a fault, each time', () => {
    for (const message of ['STALE {}', 'STALE {}', 'STALE {"epoch"']) {
      const fault = refusals.explain(reply(message));
      expect(fault).toMatchObject({ message: 'the node a has no valid topology' });
    }
  });

  it('explains no other error', () => {
    expect(refusals.explain(reply('OOM command not allowed'))).toBeUndefined();
    expect(refusals.explain(new Error('STALE {}'))).toBeUndefined();
  });
});
