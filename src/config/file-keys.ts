import { closestName } from './closest-name.ts';
import type { ConfigFault } from './config-error.ts';
import { readConfigFile } from './config-file.ts';
import type { ConfigFileKeys } from './config-file.ts';
import type { Option } from './option.ts';
import { optionTable } from './option-table.ts';

/** Answers the text of a file, or throws. */
export type ReadFile = (path: string) => string;

/** What a configuration file says, as far as it can be understood. */
export interface FileKeys {
  readonly name: string;
  /** Dotted key to text; the items of a list are on lines of their own. */
  readonly texts: ReadonlyMap<string, string>;
  readonly faults: readonly ConfigFault[];
  /** Whether the file may mean to set this key: then its absence from `texts` tells nothing. */
  hides(key: string | undefined): boolean;
}

/** Reads the file that `RINGGATE_CONFIG` names. */
export function readFileKeys(name: string, readFile: ReadFile): FileKeys {
  let text: string;
  try {
    text = readFile(name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return hiddenFile(name, [
      {
        place: optionTable.configFile.variable,
        rule: `must name a file that can be read: ${reason}`,
        value: name,
      },
    ]);
  }
  const content = readConfigFile(text);
  if ('faults' in content) {
    const faults = content.faults.map((rule) => ({ place: name, rule, value: undefined }));
    return hiddenFile(name, faults);
  }
  return shownFile(name, content);
}

function hiddenFile(name: string, faults: readonly ConfigFault[]): FileKeys {
  return { name, texts: new Map(), faults, hides: (key) => key !== undefined };
}

function shownFile(name: string, { texts, misshapen }: ConfigFileKeys): FileKeys {
  const known = new Set(
    Object.values<Option<unknown>>(optionTable)
      .map((option) => option.path)
      .filter((path) => path !== undefined),
  );
  const unknown = [...texts.keys()].filter((key) => !known.has(key));
  const unusable = [...misshapen, ...unknown];
  return {
    name,
    texts,
    faults: [
      ...misshapen.map((key) => misshapenFault(name, key)),
      ...unknown.map((key) => unknownKeyFault(name, key, known)),
    ],
    // Not only the key itself: `cookie: x` hides `cookie.keys`, and `nodes: { a: x }` hides `nodes`.
    hides: (key) =>
      key !== undefined && unusable.some((other) => isWithin(key, other) || isWithin(other, key)),
  };
}

function isWithin(key: string, outer: string): boolean {
  return key === outer || key.startsWith(`${outer}.`);
}

function misshapenFault(name: string, key: string): ConfigFault {
  return {
    place: `${name}: ${key}`,
    rule: 'must hold a text or a list of texts (quote what ends with a colon)',
    value: undefined,
  };
}

function unknownKeyFault(name: string, key: string, known: Iterable<string>): ConfigFault {
  const near = closestName(key, known);
  const hint = near === undefined ? '' : `: did you mean ${near}?`;
  return {
    place: `${name}: ${key}`,
    rule: `is no key that Ringgate knows${hint}`,
    value: undefined,
  };
}
