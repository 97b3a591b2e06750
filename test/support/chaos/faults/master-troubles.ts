import { setTimeout } from 'node:timers/promises';
import type { RedisServer } from '../../redis-server.ts';
import type { SentinelNode } from '../../sentinel-node.ts';
import { waitFor } from '../../wait-for.ts';
import { allAnswered, allUnavailable, type ChaosFault, type Lasting } from '../chaos-fault.ts';
import type { Loss } from '../loss.ts';
import type { SentinelBed } from '../sentinel-bed.ts';
import { standsStill } from '../stands-still.ts';

/** What was acknowledged less than that before a master failed may be lost; it takes a millisecond as a rule. */
const inDoubtMs = 100;
/** How long a replica has been cut off when its master dies. */
const behindMs = 400;
/** Sentinels may not take a master for dead earlier: they ask it once a second, and give it 2 seconds to answer. */
const mendsAfterMs = 800;
/** An election that nobody wins takes four seconds more. */
const healsInMs = 8_000;
const takeoverLimitMs = 15_000;

const untilTakenOver =
  'its sessions and all lists are unavailable until its replica has taken over: `down-after-milliseconds`, and some 2 s more';
const inFlight =
  'of what it acknowledged in its last 0.1 s, what its replica had not got: one that was logged out then may be there again';

const ofFailover = {
  reach: 'node',
  sees: allUnavailable,
  isForgetful: true,
  mendsAfterMs,
  healsInMs,
} as const;

/** kill -9 of a master, which comes back when its replica has taken over. */
export const masterKilled: ChaosFault<SentinelBed> = {
  name: 'master-killed',
  ...ofFailover,
  event: 'a master dies',
  userSees: untilTakenOver,
  lost: inFlight,
  inject: async ({ bed }, { node }) => {
    const { master, replica } = await bed.node(node).roles();
    const killingAt = performance.now();
    await master.kill();
    const loss = lossAround(node, killingAt);
    return failover(bed.node(node), replica, { loss, bringBack: () => master.restart() });
  },
};

/** kill -9 of a master whose replica was cut off before, and knows nothing of what was done since. */
export const masterAhead: ChaosFault<SentinelBed> = {
  name: 'master-ahead',
  ...ofFailover,
  event: 'a master dies when its replica was cut off from it',
  userSees: `${untilTakenOver}; then its sessions are as they were when that began`,
  lost: 'what was done to its sessions since: one that was logged out may be there again',
  inject: async ({ bed }, { node }) => {
    const place = bed.node(node);
    const { master, replica } = await place.roles();
    // It reads what it was sent before, and cannot connect again, when it goes on.
    replica.pause();
    await standsStill(replica.pid);
    const startedAt = performance.now();
    await place.ask(master, (client) => client.call('CLIENT', 'KILL', 'TYPE', 'replica'));
    const endedAt = performance.now();
    await setTimeout(behindMs);
    await master.kill();
    const killedAt = performance.now();
    replica.resume();
    const loss = { node, killedAt, copied: { startedAt, endedAt } };
    return failover(place, replica, { loss, bringBack: () => master.restart() });
  },
};

/** SIGSTOP of a master, and SIGCONT when its replica has taken over. */
export const masterStopped: ChaosFault<SentinelBed> = {
  name: 'master-stopped',
  ...ofFailover,
  event: 'a master hangs, and goes on when its replica has taken over',
  userSees: untilTakenOver,
  lost: inFlight,
  inject: async ({ bed }, { node }) => {
    const { master, replica } = await bed.node(node).roles();
    const stoppingAt = performance.now();
    master.pause();
    await standsStill(master.pid);
    const bringBack = (): Promise<void> => {
      master.resume();
      return Promise.resolve();
    };
    return failover(bed.node(node), replica, { loss: lossAround(node, stoppingAt), bringBack });
  },
};

/** kill -9 of a Sentinel, which comes back. */
export const sentinelKilled: ChaosFault<SentinelBed> = {
  name: 'sentinel-killed',
  reach: 'node',
  event: 'one of three Sentinels dies, and comes back',
  userSees: 'nothing',
  lost: 'nothing',
  sees: allAnswered,
  inject: async ({ bed }, { node }) => {
    const place = bed.node(node);
    const [sentinel] = place.sentinels;
    await sentinel?.kill();
    return {
      heal: async () => {
        sentinel?.restart();
        await place.untilReady();
      },
    };
  },
};

/** What a master may have acknowledged that its replica has not got. @param failingAt It has failed by now. */
function lossAround(node: string, failingAt: number): Loss {
  const killedAt = performance.now();
  return { node, killedAt, copied: { startedAt: failingAt - inDoubtMs, endedAt: killedAt } };
}

function failover(
  place: SentinelNode,
  successor: RedisServer,
  { loss, bringBack }: { readonly loss: Loss; readonly bringBack: () => Promise<void> },
): Lasting {
  return {
    loss,
    heal: () =>
      waitFor(
        'the replica has taken over',
        async () => (await place.roles()).master === successor,
        takeoverLimitMs,
      ),
    tidy: async () => {
      await bringBack();
      await place.untilReady();
    },
  };
}
