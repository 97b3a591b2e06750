import { describe, expect, it } from '@jest/globals';
import { graphql } from 'graphql';
import { makeGraphQLSchema } from '../../../src/graphql/graphql-schema.ts';
import type { RingNodeView, RingProgress, RingView } from '../../../src/session/ring-view.ts';

const schema = makeGraphQLSchema();
const leaving: RingNodeView = {
  id: 'c',
  kind: 'redis',
  status: 'DOWN',
  weight: 10,
  points: 0,
  share: 0,
  sessions: undefined,
  latencyMs: undefined,
};

async function ask(progress: RingProgress | undefined): Promise<unknown> {
  const ring: RingView = {
    epoch: 7,
    state: progress ? 'MOVING' : 'STABLE',
    progress: () => Promise.resolve(progress),
    nodes: () => Promise.resolve([leaving]),
    owner: () => Promise.resolve(leaving),
    states: () => [],
  };
  const session = { requireUser: () => Promise.resolve({ roles: ['admin'] }) };
  const answer = await graphql({
    schema,
    source: `{ ring {
      epoch state progress { scanned moved total startedAt }
      nodes { id weight points share status sessions latencyMs }
    } }`,
    contextValue: { ring, session },
  });
  return JSON.parse(JSON.stringify(answer));
}

describe('the ring in GraphQL', () => {
  it('tells how far moving has come, and of a node that is being removed', async () => {
    const startedAt = Date.UTC(2026, 10, 22, 7, 30);
    expect(await ask({ scanned: 10, moved: 4, total: 100, startedAt })).toEqual({
      data: {
        ring: {
          epoch: 7,
          state: 'MOVING',
          progress: { scanned: 10, moved: 4, total: 100, startedAt: '2026-11-22T07:30:00.000Z' },
          nodes: [
            {
              id: 'c',
              weight: 10,
              points: 0,
              share: 0,
              status: 'DOWN',
              sessions: null,
              latencyMs: null,
            },
          ],
        },
      },
    });
  });

  it('has no progress when it is stable', async () => {
    expect(await ask(undefined)).toMatchObject({
      data: { ring: { state: 'STABLE', progress: null } },
    });
  });
});
