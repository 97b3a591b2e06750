import { default as TestRunner } from 'jest-runner';

/**
 * Jest's own, but for how many files it runs at once, which each kind of test says for itself; kinds that say another
 * number come after one another. Jest loads runners by their default export.
 */
export default class RunnerOfWorkers extends TestRunner {
  /** @param options As in `{ workers: 2 }`; more than jest was told to use (`--maxWorkers`) are not. */
  constructor(globalConfig, context, { workers }) {
    super({ ...globalConfig, maxWorkers: Math.min(workers, globalConfig.maxWorkers) }, context);
  }
}
