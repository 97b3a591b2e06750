import type { ConfigFault } from './config-error.ts';
import { readFileKeys } from './file-keys.ts';
import type { FileKeys, ReadFile } from './file-keys.ts';
import { splitList } from './option-parser.ts';
import type { Option } from './option.ts';
import { optionTable } from './option-table.ts';
import type { OptionName, OptionValues } from './option-table.ts';
import { unknownVariableFaults } from './unknown-variables.ts';

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where an option was set, and to what. */
export interface GivenOption {
  /** The variable, or the file and the key in it. */
  readonly place: string;
  readonly text: string;
}

/** What the operator set, each option read by itself. */
export interface OptionReading {
  readonly values: OptionValues;
  /** The options that were set; the others have their defaults. */
  readonly given: ReadonlyMap<OptionName, GivenOption>;
  /**
   * Options that were set to what they can't be, or whose place in the file can't be understood; they have their defaults
   * in `values`, which say nothing about what the operator wants.
   */
  readonly faulty: ReadonlySet<OptionName>;
  readonly faults: readonly ConfigFault[];
}

const optionNames = Object.keys(optionTable) as OptionName[];

/** Reads every option from the environment or else from the file that `RINGGATE_CONFIG` names. An empty text is unset. */
export function readOptions(env: Environment, readFile: ReadFile): OptionReading {
  const faulty = new Set<OptionName>();
  const given = new Map<OptionName, GivenOption>();
  const fileName = env[optionTable.configFile.variable]?.trim() ?? '';
  const file = fileName === '' ? undefined : readFileKeys(fileName, readFile);
  const faults: ConfigFault[] = [...unknownVariableFaults(env), ...(file?.faults ?? [])];
  const values: Record<string, unknown> = {};
  for (const name of optionNames) {
    const option: Option<unknown> = optionTable[name];
    const found = findText(option, env, file);
    if (found !== undefined) given.set(name, found);
    else if (file?.hides(option.path) === true) faulty.add(name);
    const result = found === undefined ? undefined : option.parser.safeParse(found.text);
    values[name] = result?.success === true ? result.data : option.fallback;
    if (found === undefined || result?.success !== false) continue;
    faulty.add(name);
    for (const { path, message } of result.error.issues) {
      faults.push({ place: found.place, rule: message, value: shownValue(option, found, path[0]) });
    }
  }
  return { values: values as OptionValues, given, faulty, faults };
}

function findText(
  option: Option<unknown>,
  env: Environment,
  file: FileKeys | undefined,
): GivenOption | undefined {
  const fromEnv = env[option.variable]?.trim() ?? '';
  if (fromEnv !== '') return { place: option.variable, text: fromEnv };
  if (file === undefined || option.path === undefined) return undefined;
  const fromFile = file.texts.get(option.path)?.trim() ?? '';
  return fromFile === '' ? undefined : { place: `${file.name}: ${option.path}`, text: fromFile };
}

function shownValue(
  option: Option<unknown>,
  found: GivenOption,
  place: PropertyKey | undefined,
): string | undefined {
  if (option.secret === true) return undefined;
  return typeof place === 'number' ? splitList(found.text)[place] : found.text;
}
