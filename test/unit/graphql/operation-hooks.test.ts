import type { BaseContext, GraphQLRequestContext } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import { hookDone, type OperationHooks, pluginOf } from '../../../src/graphql/operation-hooks.ts';

const request = {} as GraphQLRequestContext<BaseContext>;

type Hook = NonNullable<OperationHooks<BaseContext>['willSendResponse']>;

/** Runs the hooks of several parts before an answer is sent. */
async function send(...hooks: readonly Hook[]): Promise<void> {
  const plugin = pluginOf(hooks.map((willSendResponse) => ({ willSendResponse })));
  const listener = await plugin.requestDidStart?.(request);
  await listener?.willSendResponse?.(request as never);
}

describe('hooks of several parts', () => {
  it('run in their order, each when the one before is done', async () => {
    const told: string[] = [];
    const slow: Hook = async () => {
      told.push('slow begins');
      await new Promise((resolve) => setImmediate(resolve));
      told.push('slow ends');
    };
    const quick =
      (name: string): Hook =>
      () => {
        told.push(name);
        return hookDone;
      };
    await send(quick('first'), slow, quick('second'), slow, quick('third'));
    expect(told).toEqual([
      'first',
      'slow begins',
      'slow ends',
      'second',
      'slow begins',
      'slow ends',
      'third',
    ]);
  });

  it('end with the first that refuses', async () => {
    const told: string[] = [];
    const refuse: Hook = () => Promise.reject(new Error('no'));
    const never: Hook = () => {
      told.push('after it');
      return hookDone;
    };
    await expect(send(() => hookDone, refuse, never)).rejects.toThrow('no');
    expect(told).toEqual([]);
  });
});
