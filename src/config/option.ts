import type { OptionParser } from './option-parser.ts';

/** One thing that an operator may set, by a variable of the environment or a key of the configuration file. */
export interface Option<Value> {
  readonly variable: string;
  /** Key in the file, as in `cookie.name`; absent when only the environment may set it. */
  readonly path: string | undefined;
  readonly parser: OptionParser<Value>;
  /** In place of an absent value; undefined when it depends on other options, as `fallbackText` says. */
  readonly fallback: Value;
  /** The default as the documentation shows it. */
  readonly fallbackText: string;
  /** One line for the documentation: what it is, and what the default can't say. */
  readonly doc: string;
  /** True when its value must never be shown. */
  readonly secret?: boolean;
  /** True for the few that `--help` lists. */
  readonly main?: boolean;
}

/** Names an option's types from its parser and its default. */
export function option<const Value>(definition: Option<Value>): Option<Value> {
  return definition;
}
