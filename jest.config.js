/**
 * One project for each kind of test, so that `npm test -- --selectProjects unit` runs one of them.
 * Native ESM: started with `node --experimental-vm-modules`; types are checked by `tsc`, not here.
 */
const shared = {
  testEnvironment: './test/support/jest/environment.js',
  injectGlobals: false,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};

const maxWorkers = 3;

/**
 * How many files of each kind run at once. Tests start servers and measure how soon they answer: many more workers than
 * cores would measure the machine, but one more than a small one has uses the time that tests wait. A browser is a burden
 * of its own, and who answers too late under a load can be told only where nothing else is done.
 */
const workersOf = {
  unit: maxWorkers,
  model: maxWorkers,
  contract: maxWorkers,
  conformance: maxWorkers,
  integration: maxWorkers,
  e2e: 2,
  load: 1,
};

export default {
  projects: Object.entries(workersOf).map(([kind, workers]) => ({
    ...shared,
    displayName: kind,
    testMatch: [`<rootDir>/test/${kind}/**/*.test.ts`],
    runner: ['./test/support/jest/runner.js', { workers }],
  })),
  testTimeout: 30_000,
  maxWorkers,
  reporters: ['default', './test/support/jest/count-reporter.js'],
};
