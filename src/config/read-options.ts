import { closestName } from './closest-name.ts';
import type { ConfigFault } from './config-error.ts';
import { readConfigFile } from './config-file.ts';
import { splitList } from './option-parser.ts';
import type { Option } from './option.ts';
import { optionTable } from './option-table.ts';
import type { OptionName, OptionValues } from './option-table.ts';
import { unknownVariableFaults } from './unknown-variables.ts';

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Answers the text of a file, or throws. */
export type ReadFile = (path: string) => string;

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
  /** Options that were set to what they can't be; they have their defaults in `values`. */
  readonly faulty: ReadonlySet<OptionName>;
  readonly faults: readonly ConfigFault[];
}

const optionNames = Object.keys(optionTable) as OptionName[];

/** Reads every option from the environment or else from the file that `RINGGATE_CONFIG` names. An empty text is unset. */
export function readOptions(env: Environment, readFile: ReadFile): OptionReading {
  const faults: ConfigFault[] = [...unknownVariableFaults(env)];
  const faulty = new Set<OptionName>();
  const given = new Map<OptionName, GivenOption>();
  const fileName = env[optionTable.configFile.variable]?.trim() ?? '';
  const file = fileName === '' ? new Map<string, string>() : readKeys(fileName, readFile, faults);
  const values: Record<string, unknown> = {};
  for (const name of optionNames) {
    const option: Option<unknown> = optionTable[name];
    const found = findText(option, env, fileName, file);
    if (found !== undefined) given.set(name, found);
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
  fileName: string,
  file: ReadonlyMap<string, string>,
): GivenOption | undefined {
  const fromEnv = env[option.variable]?.trim() ?? '';
  if (fromEnv !== '') return { place: option.variable, text: fromEnv };
  const fromFile = option.path === undefined ? '' : (file.get(option.path)?.trim() ?? '');
  return fromFile === ''
    ? undefined
    : { place: `${fileName}: ${option.path ?? ''}`, text: fromFile };
}

function shownValue(
  option: Option<unknown>,
  found: GivenOption,
  place: PropertyKey | undefined,
): string | undefined {
  if (option.secret === true) return undefined;
  return typeof place === 'number' ? splitList(found.text)[place] : found.text;
}

function readKeys(
  fileName: string,
  readFile: ReadFile,
  faults: ConfigFault[],
): ReadonlyMap<string, string> {
  let text: string;
  try {
    text = readFile(fileName);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    faults.push({
      place: optionTable.configFile.variable,
      rule: `must name a file that can be read: ${reason}`,
      value: fileName,
    });
    return new Map();
  }
  const content = readConfigFile(text);
  if ('faults' in content) {
    faults.push(...content.faults.map((rule) => ({ place: fileName, rule, value: undefined })));
    return new Map();
  }
  faults.push(...unknownKeyFaults(fileName, content.texts.keys()));
  return content.texts;
}

function* unknownKeyFaults(fileName: string, keys: Iterable<string>): Generator<ConfigFault> {
  const known = new Set(optionNames.map((name) => optionTable[name].path).filter(isPresent));
  for (const key of keys) {
    if (known.has(key)) continue;
    const near = closestName(key, known);
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    yield {
      place: `${fileName}: ${key}`,
      rule: `is no key that Ringgate knows${hint}`,
      value: undefined,
    };
  }
}

function isPresent(path: string | undefined): path is string {
  return path !== undefined;
}
