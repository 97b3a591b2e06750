import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { begun, firstTopology, settled } from '../../../../src/ring/ring-change.ts';
import { discoverTopology } from '../../../../src/store/keeper/discover-ring.ts';
import { NodesInHand, type PoolInHand } from '../../../support/nodes-in-hand.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => ({
  id,
  weight: 1,
  url: `redis://${id}:6379`,
})) as [Place, Place, Place, Place];
interface Place {
  readonly id: string;
  readonly weight: number;
  readonly url: string;
}

const first = firstTopology([a, b]);
const adding = begun(first, { kind: 'add', node: c }, 'adding');
const added = settled(adding, 'added');
const removing = begun(added, { kind: 'remove', id: 'a' }, 'removing');

describe('looking for a ring', () => {
  let nodes: NodesInHand;
  let pool: PoolInHand;

  beforeEach(() => {
    nodes = new NodesInHand();
    pool = nodes.pool();
  });

  afterEach(() => nodes.close());

  it('finds none on empty nodes, and leaves them empty', async () => {
    expect(await discoverTopology(pool, [a, b])).toBeUndefined();
    expect(nodes.at('a').installs).toEqual([]);
  });

  it('goes from node to node until nothing newer is found', async () => {
    await nodes.at('a').ring.install(first);
    await nodes.at('b').ring.install(added);
    await nodes.at('c').ring.install(removing);
    expect(await discoverTopology(pool, [a])).toEqual(removing);
    expect([...pool.opened].sort()).toEqual(['a', 'b', 'c']);
    expect(nodes.at('a').reads).toBe(1);
  });

  it('leaves out nodes that are down', async () => {
    nodes.takeDown('a');
    await nodes.at('b').ring.install(first);
    expect(await discoverTopology(pool, [a, b])).toEqual(first);
    nodes.takeDown('b');
    expect(await discoverTopology(pool, [a, b])).toBeUndefined();
  });

  it('is refused by nodes of different rings, one of them a member only', async () => {
    await nodes.at('a').ring.install(first);
    await nodes.at('b').ring.install(firstTopology([b, d]));
    await expect(discoverTopology(pool, [a])).rejects.toMatchObject({ code: 'RINGS_DIFFER' });
  });

  it('fails at a node that cannot be used as it is set up', async () => {
    await nodes.at('a').ring.install(first);
    const fault = new Error('WRONGPASS');
    pool.faults.set('b', fault);
    await expect(discoverTopology(pool, [a])).rejects.toBe(fault);
  });
});
