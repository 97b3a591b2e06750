import { allAnswered, allUnavailable, type ChaosFault, type Sees } from '../chaos-fault.ts';

/** Less than a gateway waits for a node. */
const slowerByMs = 100;
const cutEveryMs = 250;
/** Less than a gateway waits for a node: it learns of the loss by the end of the connection. */
const heldMs = 150;
/** Leaves time to connect anew, and to be asked for something. */
const holdEveryMs = 600;

const allEither: Sees = { reads: 'either', writes: 'either', endings: 'either', lists: 'either' };

/** A network between a gateway and a node that takes its time. */
export const networkSlow: ChaosFault = {
  name: 'network-slow',
  reach: 'link',
  event: 'the network between a gateway and a node is slow',
  userSees: 'its sessions are as much slower there, as long as a command takes less than 400 ms',
  lost: 'nothing',
  sees: allAnswered,
  slowerByMs,
  inject: ({ bed }, { node }) => {
    const link = bed.link(node);
    link.delay(slowerByMs);
    return healedBy(() => {
      link.delay(0);
    });
  },
};

/** A network between a gateway and a node that cuts the connections again and again. */
export const connectionsCut: ChaosFault = {
  name: 'connections-cut',
  reach: 'link',
  event: 'connections between a gateway and a node are cut, again and again',
  userSees: 'its sessions and all lists are unavailable there, on and off',
  lost: 'nothing',
  sees: allEither,
  inject: ({ bed }, { node }) => {
    const link = bed.link(node);
    link.cut();
    const timer = setInterval(() => {
      link.cut();
    }, cutEveryMs);
    return healedBy(() => {
      clearInterval(timer);
    });
  },
};

/** A network between a gateway and a node in which connections end between a request and its reply. */
export const repliesCut: ChaosFault = {
  name: 'replies-cut',
  reach: 'link',
  event:
    'connections of a gateway to a node are cut when it has done what was asked, before it replies',
  userSees: 'its sessions and all lists are unavailable there, on and off',
  lost: "nothing; a login that met it may add a session too many to the user's list",
  sees: allEither,
  inject: ({ bed }, { node }) => {
    const link = bed.link(node);
    let cutting: NodeJS.Timeout | undefined;
    const hold = (): void => {
      link.hold('replies');
      cutting = setTimeout(() => {
        link.cut();
        link.release();
      }, heldMs);
    };
    hold();
    const holding = setInterval(hold, holdEveryMs);
    return healedBy(() => {
      clearInterval(holding);
      clearTimeout(cutting);
      link.release();
    });
  },
};

/** A network between a gateway and a node in which requests arrive, and replies do not. */
export const repliesLost: ChaosFault = {
  name: 'replies-lost',
  reach: 'link',
  event: 'requests of a gateway reach a node, and no replies come back',
  userSees: 'its sessions and all lists are unavailable there',
  lost: "nothing; a login that met it may add a session too many to the user's list",
  sees: allUnavailable,
  inject: ({ bed }, { node }) => {
    const link = bed.link(node);
    link.hold('replies');
    return healedBy(() => {
      link.release();
    });
  },
};

/** A network between a gateway and a node in which each connection ends in the middle of the first reply. */
export const repliesHalved: ChaosFault = {
  name: 'replies-halved',
  reach: 'link',
  event: 'connections of a gateway to a node break in the middle of a reply',
  userSees: 'its sessions and all lists are unavailable there',
  lost: 'nothing',
  sees: allUnavailable,
  inject: ({ bed }, { node }) => {
    const link = bed.link(node);
    link.halve();
    return healedBy(() => {
      link.release();
    });
  },
};

function healedBy(heal: () => void): Promise<{ heal: () => Promise<void> }> {
  return Promise.resolve({
    heal: () => {
      heal();
      return Promise.resolve();
    },
  });
}
