import { describe, expect, it } from '@jest/globals';
import { explainFailure } from '../../../../src/store/redis/reply-error.ts';

function replyError(message: string): Error {
  return Object.assign(new Error(message), { name: 'ReplyError' });
}

describe('explainFailure', () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'. script: f, on @user_script:9."],
    ['ERR Error running script (call to f_12): @user_script:9: -OOM command not allowed'],
    ['MISCONF Redis is configured to save RDB snapshots'],
    ["READONLY You can't write against a read only replica."],
    ['LOADING Redis is loading the dataset in memory'],
    ['BUSY Redis is busy running a script.'],
  ])('takes %j for a node that cannot answer now', (message) => {
    const cause = replyError(message);
    expect(explainFailure('a', cause)).toMatchObject({
      code: 'SESSION_STORE_UNAVAILABLE',
      cause: { message: 'node a', cause },
    });
  });

  it('takes what is no reply for a node that does not answer', () => {
    const failure = explainFailure('a', new Error('connect ECONNREFUSED 192.0.2.1:6379'));
    expect(failure).toMatchObject({ code: 'SESSION_STORE_UNAVAILABLE' });
    expect(failure.message).toBe('the node that holds the session does not answer: try again');
  });

  it.each([
    ['WRONGTYPE Operation against a key holding the wrong kind of value'],
    ["ERR user_script:3: attempt to index a nil value (local 'x') script: f"],
    ["ERR Error running script: @user_script:3: no such variable 'OOMPH'"],
  ])('does not mask %j', (message) => {
    const cause = replyError(message);
    const failure = explainFailure('a', cause);
    expect(failure).not.toHaveProperty('code');
    expect(failure.cause).toBe(cause);
  });
});
