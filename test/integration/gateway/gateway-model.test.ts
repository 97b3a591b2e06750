import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { memoryNodes, redisServers, useGateway } from '../../support/backends.ts';
import { browserSteps, doStep, GatewayModel } from '../../support/gateway-model.ts';
import { knownPassword } from '../../support/known-users.ts';

const browserCount = 3;

describe.each([
  { backend: memoryNodes, runs: 40 },
  { backend: redisServers, runs: 15 },
])('any sequence of operations by three browsers, on $backend.name', ({ backend, runs }) => {
  const gateway = useGateway(backend, { RINGGATE_LOGIN_MAX_FAILURES: '1000' });

  it('is answered as the model says', async () => {
    const property = fc.asyncProperty(browserSteps(browserCount, knownPassword), async (steps) => {
      const browsers = Array.from({ length: browserCount }, () => gateway().browser());
      const model = new GatewayModel(browserCount, knownPassword);
      try {
        for (const step of steps) {
          const expected = model.apply(step);
          expect([step, await doStep(browsers, step)]).toEqual([step, expected]);
        }
      } finally {
        // The users are the same in the next run, so no session of theirs may be left.
        for (const browser of browsers) {
          await browser.ask('mutation { revokeOtherSessions }');
          await browser.ask('mutation { logout }');
          browser.close();
        }
      }
    });
    await fc.assert(property, {
      numRuns: runs,
      interruptAfterTimeLimit: 25_000,
      markInterruptAsFailure: false,
    });
  });
});
