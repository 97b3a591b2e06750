/**
 * One project for each kind of test, so that `npm test -- --selectProjects unit` runs one of them.
 * Native ESM: started with `node --experimental-vm-modules`; types are checked by `tsc`, not here.
 */
const shared = {
  testEnvironment: 'node',
  injectGlobals: false,
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};

const kinds = ['unit', 'model', 'contract', 'conformance', 'integration', 'e2e'];

export default {
  projects: kinds.map((kind) => ({
    ...shared,
    displayName: kind,
    testMatch: [`<rootDir>/test/${kind}/**/*.test.ts`],
  })),
  testTimeout: 30_000,
  // Tests start servers and measure how soon they answer: many more workers than cores would measure the machine. One more
  // than a small one has uses the time that tests wait.
  maxWorkers: 3,
  reporters: ['default', './test/support/count-reporter.js'],
};
