import { allUnavailable, type ChaosFault, type Sees } from '../chaos-fault.ts';

/** Less than a gateway waits for a node. */
const slowerByMs = 100;
const cutEveryMs = 250;

const allEither: Sees = { reads: 'either', writes: 'either', endings: 'either', lists: 'either' };

/** A network between a gateway and a node that takes its time. */
export const networkSlow: ChaosFault = {
  name: 'network-slow',
  reach: 'link',
  event: 'the network between a gateway and a node is slow (less than 400 ms)',
  userSees: 'answers about its sessions come as much later there; all others as ever',
  lost: 'nothing',
  sees: { reads: 'answered', writes: 'answered', endings: 'answered', lists: 'answered' },
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
  userSees:
    'some answers about its sessions are "unavailable" there, at once; other gateways notice nothing',
  lost: 'nothing; a write that was answered as unavailable may have been done, and never twice',
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

/** A network between a gateway and a node in which requests arrive, and replies do not. */
export const repliesLost: ChaosFault = {
  name: 'replies-lost',
  reach: 'link',
  event: 'a network lets requests of a gateway reach a node, and no replies come back',
  userSees:
    'its sessions are unavailable there, told within a second; other gateways notice nothing',
  lost: 'nothing; a write that was answered as unavailable was perhaps done, and never twice',
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
  event: 'connections to a node break in the middle of a reply',
  userSees: 'its sessions are unavailable there; half a reply is never taken for one',
  lost: 'nothing; a write that was answered as unavailable was perhaps done, and never twice',
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
