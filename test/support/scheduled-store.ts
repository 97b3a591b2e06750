import type { Scheduler } from 'fast-check';
import type { SessionStore } from '../../src/session/session-store.ts';

/**
 * A store whose commands reach it when the scheduler says so, and whose answers come back when it says so: every
 * interleaving that a network can make of requests under way.
 */
export function scheduledStore(store: SessionStore, scheduler: Scheduler): SessionStore {
  const delayed = async <Outcome>(name: string, run: () => Promise<Outcome>): Promise<Outcome> => {
    await scheduler.schedule(Promise.resolve(), `${name} goes out`);
    const outcome = await run();
    await scheduler.schedule(Promise.resolve(), `${name} comes back`);
    return outcome;
  };
  return {
    create: (draft) => delayed('create', () => store.create(draft)),
    load: (proof, parts) => delayed('load', () => store.load(proof, parts)),
    peek: (proof, parts) => delayed('peek', () => store.peek(proof, parts)),
    update: (proof, update, parts) => delayed('update', () => store.update(proof, update, parts)),
    rotate: (proof, rotation) => delayed('rotate', () => store.rotate(proof, rotation)),
    end: (id, authority) => delayed('end', () => store.end(id, authority)),
    list: (userId, parts) => delayed('list', () => store.list(userId, parts)),
  };
}
