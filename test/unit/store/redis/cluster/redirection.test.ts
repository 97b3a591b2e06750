import { describe, expect, it } from '@jest/globals';
import { ClusterRefusals } from '../../../../../src/store/redis/cluster/redirection.ts';

const refusals = new ClusterRefusals('10.0.0.9');

function targetOf(message: string): unknown {
  const error = Object.assign(new Error(message), { name: 'ReplyError' });
  return refusals.explain(error)?.to;
}

describe('a server that has not run a command', () => {
  it.each([
    ['MOVED 3999 10.0.0.1:7000', 'moved', '10.0.0.1'],
    ['ASK 3999 10.0.0.1:7000', 'ask', '10.0.0.1'],
    ['MOVED 3999 ::1:7000', 'moved', '::1'],
    ['MOVED 3999 host.example:7000', 'moved', 'host.example'],
    ['MOVED 3999 :7000', 'moved', '10.0.0.9'],
    ['MOVED 3999 ?:7000', 'moved', '10.0.0.9'],
  ])('says where to go on: %s', (message, kind, host) => {
    expect(targetOf(message)).toEqual({ kind, slot: 3999, address: { host, port: 7000 } });
  });

  it('says that half of the keys are elsewhere', () => {
    expect(targetOf('TRYAGAIN Multiple keys request during rehashing of slot')).toEqual({
      kind: 'again',
    });
  });

  it.each([
    'MOVED 16384 10.0.0.1:7000',
    'MOVED __proto__ 10.0.0.1:7000',
    'MOVED 1',
    'CLUSTERDOWN The cluster is down',
    'OOM command not allowed',
  ])('is not what %s means', (message) => {
    expect(targetOf(message)).toBeUndefined();
  });

  it('is not what an error of the connection means', () => {
    expect(refusals.explain(new Error('MOVED 1 10.0.0.1:7000'))).toBeUndefined();
  });
});
