import type { OptionName } from './option-table.ts';

/** What options, each right by itself, mean together. */
export interface Finding {
  /** `fault`: the process must not start so. `warning`: an operator should know. */
  readonly level: 'fault' | 'warning';
  /** What it rests on. The first one is named; when any of them is faulty itself, nothing is said. */
  readonly options: readonly [OptionName, ...OptionName[]];
  /** Continues the option's name, as in `must be set in production`. Never holds a secret. */
  readonly text: string;
}

/** A part of the configuration, and what is to be said about it. */
export interface Checked<Part> {
  readonly part: Part;
  readonly findings: readonly Finding[];
}
