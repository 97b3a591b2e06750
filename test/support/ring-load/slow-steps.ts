import type { Patch } from './patched-build.ts';

const pause = 'await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));';

/** As on a slow network: there is more time between two steps of moving a record for others to come in. */
export const slowSteps: readonly Patch[] = [
  {
    file: 'store/moving/operate-on-record.js',
    text: 'switch (step.kind) {',
    instead: `if (step.kind !== 'visit' || step.isSecondLook) ${pause} switch (step.kind) {`,
  },
  {
    file: 'store/moving/move-batch.js',
    text: 'const outcomes = await importAll(',
    instead: `${pause} const outcomes = await importAll(`,
  },
];
