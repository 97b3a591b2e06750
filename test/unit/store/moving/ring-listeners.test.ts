import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { begun, settled } from '../../../../src/ring/ring-change.ts';
import { Placement } from '../../../../src/ring/placement.ts';
import type { Topology } from '../../../../src/ring/topology.ts';
import type { SessionNotice, StopListening } from '../../../../src/session/session-events.ts';
import type { SessionDraft } from '../../../../src/session/session-store.ts';
import { MemorySessionNode } from '../../../../src/store/memory/memory-session-node.ts';
import { RingSessionStore } from '../../../../src/store/ring-session-store.ts';
import type { SessionListener } from '../../../../src/store/tell-listener.ts';
import { SessionError } from '../../../../src/session/session-error.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { firstTopologyOf, placeOf, RingOfNodes } from '../../../support/ring-of-nodes.ts';
import { changed, draftOf, sessionOf, setOf } from '../../../support/session-fixtures.ts';
import { waitFor } from '../../../support/wait-for.ts';

const stable = firstTopologyOf([{ id: 'a' }]);
const growing = begun(
  stable,
  { kind: 'add', node: { id: 'b', weight: 3, url: placeOf('b') } },
  'growing',
);

/** A memory node that can be told not to listen to anybody for a while. */
class DeafNode extends MemorySessionNode {
  isDeaf = false;
  /** What each one who comes to listen waits for. */
  gate: Promise<void> = Promise.resolve();
  /** How many have come. */
  asked = 0;
  listenings = 0;

  override async listen(id: string, listener: SessionListener): Promise<StopListening> {
    this.asked += 1;
    if (this.isDeaf) throw new SessionError('SESSION_STORE_UNAVAILABLE', 'deaf');
    await this.gate;
    const stop = await super.listen(id, listener);
    this.listenings += 1;
    return () => {
      this.listenings -= 1;
      stop();
    };
  }
}

describe('one who listens to a session', () => {
  let nodes: readonly DeafNode[];
  let a: DeafNode;
  let b: DeafNode;
  let ring: RingOfNodes;
  let store: RingSessionStore;
  let draft: SessionDraft;
  let heard: string[];
  let stop: StopListening;

  beforeEach(async () => {
    const clock = new ManualClock();
    a = new DeafNode('a', clock);
    b = new DeafNode('b', clock);
    nodes = [a, b];
    ring = new RingOfNodes(nodes, stable);
    store = new RingSessionStore(ring);
    draft = draftOf();
    while (new Placement(growing).owners(draft.id).dst !== 'b') draft = draftOf();
    sessionOf(await store.create(draft));
    heard = [];
    stop = await store.listen(draft.id, ({ kind }: SessionNotice) => heard.push(kind));
  });

  afterEach(async () => {
    stop();
    await Promise.all(nodes.map((node) => node.close()));
  });

  /** By another gateway, which knows this topology. */
  async function changeElsewhere(topology: Topology): Promise<void> {
    const elsewhere = new RingOfNodes(nodes, topology);
    for (const { id } of elsewhere.placement.members) await elsewhere.ensureInstalled(id);
    sessionOf(await changed(new RingSessionStore(elsewhere), draft, setOf(['a', '1'])));
  }

  it('is told that it may have missed something when the owner has changed, and hears the new one', async () => {
    await ring.adopt(growing);
    await waitFor('it was moved', () => heard.length > 0);
    sessionOf(await changed(store, draft, setOf(['a', '1'])));
    await waitFor('the change was told', () => heard.length > 1);
    expect(heard).toEqual(['missed', 'changed']);
    expect([a.listenings, b.listenings]).toEqual([0, 1]);
  });

  it('learns of the change from the node that it listens to, though this gateway does nothing', async () => {
    await changeElsewhere(growing);
    await waitFor('it was told', () => heard.includes('missed'));
    await changeElsewhere(growing);
    await waitFor('the change was told', () => heard.includes('changed'));
    expect(ring.placement.epoch).toBe(2);
  });

  it('stays where it is when the change moves nothing of its session', async () => {
    await ring.adopt(growing);
    await waitFor('it was moved', () => heard.length > 0);
    // By which the session comes to its new node.
    await store.load(draft, 'all');
    await ring.adopt(settled(growing, 'grown'));
    sessionOf(await changed(store, draft, setOf(['a', '1'])));
    await waitFor('the change was told', () => heard.includes('changed'));
    expect(heard).toEqual(['missed', 'changed']);
  });

  it('waits for a new owner that does not answer', async () => {
    b.isDeaf = true;
    await ring.adopt(growing);
    expect([a.listenings, b.listenings]).toEqual([1, 0]);
    b.isDeaf = false;
    await waitFor('it was moved', () => heard.includes('missed'));
    expect([a.listenings, b.listenings]).toEqual([0, 1]);
  });

  it('is forgotten when it stops, also while it waits for a new owner', async () => {
    b.isDeaf = true;
    await ring.adopt(growing);
    stop();
    b.isDeaf = false;
    const other: string[] = [];
    const stopOther = await store.listen(draft.id, ({ kind }) => other.push(kind));
    await waitFor('the other one listens', () => b.listenings === 1);
    await changed(store, draft, setOf(['a', '1']));
    await waitFor('the other one hears', () => other.length > 0);
    stopOther();
    await waitFor('nobody listens', () => a.listenings + b.listenings === 0);
    expect(heard).toEqual([]);
  });

  it('follows a change that comes while it begins to listen', async () => {
    let open = (): void => undefined;
    a.gate = new Promise((resolve) => (open = resolve));
    const other: string[] = [];
    const begun = store.listen(draft.id, ({ kind }) => other.push(kind));
    await ring.adopt(growing);
    open();
    const stopOther = await begun;
    await waitFor('it was moved', () => other.includes('missed') && b.listenings === 2);
    stopOther();
    expect([a.listenings, b.listenings]).toEqual([0, 1]);
  });

  it('leaves nothing at a new owner that it comes to when it has stopped', async () => {
    let open = (): void => undefined;
    b.gate = new Promise((resolve) => (open = resolve));
    await ring.adopt(growing);
    stop();
    open();
    await new Promise((resolve) => setImmediate(resolve));
    expect([a.listenings, b.listenings]).toEqual([0, 0]);
    expect(heard).toEqual([]);
  });

  it('follows a few at a time, so that a crowd does not hold up requests', async () => {
    const crowd = Array.from({ length: 450 }, () => draftOf());
    const stops = await Promise.all(
      crowd.map(({ id }) => store.listen(id, ({ kind }) => heard.push(kind))),
    );
    const due = crowd.filter(({ id }) => new Placement(growing).owners(id).dst === 'b').length + 1;
    await ring.adopt(growing);
    expect(b.asked).toBe(100);
    await waitFor('all have moved', () => b.listenings === due);
    await waitFor('all were told', () => heard.length === due);
    for (const each of stops) each();
  });

  it('is told also when the ring changes back before it could follow', async () => {
    b.isDeaf = true;
    await ring.adopt(growing);
    const grown = settled(growing, 'grown');
    await ring.adopt(grown);
    await ring.adopt(begun(grown, { kind: 'remove', id: 'b' }, 'shrinking'));
    await waitFor('it was told', () => heard.includes('missed'));
    expect([a.listenings, b.listenings]).toEqual([1, 0]);
  });
});
