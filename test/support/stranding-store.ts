import type { SessionEvents } from '../../src/session/session-events.ts';
import type { SessionStore } from '../../src/session/session-store.ts';
import type { CurrentRing } from '../../src/store/current-ring.ts';
import { RingSessionStore } from '../../src/store/ring-session-store.ts';

/**
 * The store of a moving ring where nothing has moved yet, whatever is done: each record is taken back to its node of
 * before, so that the next operation finds it there.
 */
export function strandingStore(ring: CurrentRing): SessionStore & SessionEvents {
  const store = new RingSessionStore(ring);
  /** For each id what is under way at once: they begin together, when the record was taken back. */
  const groups = new Map<string, { readonly ready: Promise<void>; acts: number }>();
  const stranded = async <Outcome>(id: string, act: () => Promise<Outcome>): Promise<Outcome> => {
    const group = groups.get(id) ?? { ready: strand(ring, id), acts: 0 };
    groups.set(id, group);
    group.acts += 1;
    try {
      await group.ready;
      return await act();
    } finally {
      group.acts -= 1;
      if (group.acts === 0) groups.delete(id);
    }
  };
  return {
    create: (draft) => store.create(draft),
    load: (proof, parts) => stranded(proof.id, () => store.load(proof, parts)),
    peek: (proof, parts) => stranded(proof.id, () => store.peek(proof, parts)),
    update: (proof, update, parts) => stranded(proof.id, () => store.update(proof, update, parts)),
    rotate: (proof, rotation) => stranded(proof.id, () => store.rotate(proof, rotation)),
    end: (id, authority) => stranded(id, () => store.end(id, authority)),
    list: (userId, parts) => store.list(userId, parts),
    listen: (id, onNotice) => store.listen(id, onNotice),
  };
}

/**
 * Takes a record back to the node that owned it before; does nothing when that is its owner now. In several steps, against
 * the protocol, so nothing else may be done to the record meanwhile.
 */
async function strand(ring: CurrentRing, id: string): Promise<void> {
  const { fence } = ring.placement;
  const { dst, src } = ring.placement.owners(id);
  if (src === undefined) return;
  const [owner, before] = [ring.node(dst), ring.node(src)];
  await ring.ensureInstalled(dst);
  await ring.ensureInstalled(src);
  const outcome = await owner.moves.exportRecord(id, fence);
  if (outcome.state !== 'copied') return;
  await before.moves.importRecord(
    { copy: outcome.copy, missedAt: await before.moves.time() },
    fence,
  );
  await owner.moves.removeRecord(id, outcome.copy.userId, fence);
}
