import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Timeouts } from '../../src/session/deadlines.ts';
import type {
  CreateOutcome,
  EndOutcome,
  RotateOutcome,
  SessionStore,
  UpdateOutcome,
} from '../../src/session/session-store.ts';
import type { Session } from '../../src/session/session.ts';
import { SessionModel } from '../support/session-model.ts';
import { sessionOperations, type SessionOperation } from '../support/session-operations.ts';
import { byId, visibleSession, type VisibleSession } from '../support/visible-session.ts';

/** How a store is compared with the model. */
export interface ModelRun {
  /** Answers an empty store: for each sequence of operations again. */
  readonly start: () => Promise<SessionStore>;
  readonly elapse: (ms: number) => Promise<void>;
  readonly numRuns: number;
  readonly timeouts: readonly Timeouts[];
  readonly pausesMs: readonly number[];
}

/** Registers the test that a store answers whatever sequence of operations as the model does. */
export function describeModel(name: string, run: ModelRun): void {
  describe(name, () => {
    it('answers any sequence of operations as the model says', async () => {
      const operations = sessionOperations(run.timeouts, run.pausesMs);
      const property = fc.asyncProperty(operations, async (sequence) => {
        const store = await run.start();
        const model = new SessionModel();
        for (const operation of sequence) {
          const answer = await answerOf(store, model, operation, run.elapse);
          expect(answer).toEqual(model.apply(operation));
        }
      });
      await fc.assert(property, { numRuns: run.numRuns });
    });
  });
}

async function answerOf(
  store: SessionStore,
  model: SessionModel,
  operation: SessionOperation,
  elapse: (ms: number) => Promise<void>,
): Promise<unknown> {
  switch (operation.call) {
    case 'elapse':
      return elapse(operation.ms);
    case 'create':
      return seen(await store.create(operation.draft));
    case 'load':
      return seen(await store.load(operation.proof, operation.parts));
    case 'peek':
      return seen(await store.peek(operation.proof, operation.parts));
    case 'update':
      return seen(await store.update(operation.proof, operation.update, operation.parts));
    case 'rotate':
      return seen(await store.rotate(operation.proof, operation.rotation));
    case 'endBySecret': {
      const { id, secretHash } = operation.proof;
      return seen(await store.end(id, { by: 'secret', secretHash, userId: model.userOf(id) }));
    }
    case 'endByUser':
      return seen(await store.end(operation.id, { by: 'user', userId: operation.userId }));
    case 'list': {
      const { sessions, unreachable } = await store.list(operation.userId, operation.parts);
      expect(unreachable).toEqual([]);
      return sessions.map(visible).sort(byId);
    }
  }
}

/** An outcome as the model puts it. */
function seen(outcome: CreateOutcome | UpdateOutcome | RotateOutcome | EndOutcome): unknown {
  if ('session' in outcome) return visible(outcome.session);
  if (outcome.state === 'conflict') return { conflict: outcome.version };
  if (outcome.state === 'readOnly') return { readOnly: outcome.key };
  if (outcome.state === 'tooManyBytes') return { maxBytes: outcome.maxBytes };
  return outcome.state;
}

function visible(session: Session): VisibleSession {
  return visibleSession(session, session.values);
}
