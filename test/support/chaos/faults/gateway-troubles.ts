import { allAnswered, type ChaosFault, type GatewayFault, type Sees } from '../chaos-fault.ts';
import { standsStill } from '../stands-still.ts';
import { clockComplaints } from './clock-complaints.ts';

const unanswered: Sees = {
  reads: 'unanswered',
  writes: 'unanswered',
  endings: 'unanswered',
  lists: 'unanswered',
};
const yearMs = 365 * 24 * 60 * 60 * 1_000;

/** kill -9 of a gateway, which is started again. */
export const gatewayKilled: GatewayFault = {
  name: 'gateway-killed',
  reach: 'gateway',
  event: 'a gateway dies',
  userSees: 'its requests under way fail',
  lost: 'nothing',
  sees: unanswered,
  inject: async ({ bed }, { gateway }) => {
    await bed.fleet.kill(gateway);
    return { heal: () => bed.fleet.startAgain(gateway) };
  },
};

/** SIGSTOP and SIGCONT of a gateway, to which nobody is sent meanwhile. */
export const gatewayStopped: GatewayFault = {
  name: 'gateway-stopped',
  reach: 'gateway',
  event: 'a gateway hangs, and goes on',
  userSees: 'its requests under way are answered late, or are unavailable',
  lost: 'nothing',
  sees: unanswered,
  inject: async ({ bed: { fleet } }, { gateway }) => {
    fleet.leaveOut(gateway);
    fleet.pause(gateway);
    await standsStill(fleet.gateway(gateway).pid);
    return {
      heal: () => {
        fleet.goOn(gateway);
        fleet.takeIn(gateway);
        return Promise.resolve();
      },
    };
  },
};

/** The wall clock of a gateway jumps by a year, forward or back. */
export const clockJump: ChaosFault = {
  name: 'clock-jump',
  reach: 'gateway',
  event: 'the clock of a gateway jumps by a year, and back',
  userSees: 'nothing: the clocks of the nodes are what counts',
  lost: 'nothing',
  sees: allAnswered,
  inject: async ({ bed }, { gateway, node }) => {
    const clock = bed.clock(gateway);
    const jump = async (ms: number): Promise<void> => {
      await clock.shift(ms);
      bed.fleet.tell(gateway, 'SIGUSR2');
    };
    await jump(node === bed.nodeIds[0] ? -yearMs : yearMs);
    return { heal: () => jump(0) };
  },
  probe: clockComplaints,
};
