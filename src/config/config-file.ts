import { LineCounter, parseDocument } from 'yaml';

/** The keys of a configuration file or, where nothing of it can be understood, why. */
export type ConfigFileContent = ConfigFileKeys | { readonly faults: readonly string[] };

/** The dotted keys of a configuration file. */
export interface ConfigFileKeys {
  /** The items of a list are on lines of their own. */
  readonly texts: ReadonlyMap<string, string>;
  /** Keys that hold neither a text nor a list of texts. */
  readonly misshapen: readonly string[];
}

/**
 * Reads a configuration file (YAML 1.2, or JSON, which is YAML).
 *
 * Every scalar stays the text that it was written as, so that the file and the environment are read by the same rules
 * and a key such as `0123` keeps its zero. Nothing of the content is quoted in a fault: the file may hold keys.
 */
export function readConfigFile(text: string): ConfigFileContent {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
  });
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map(({ code, pos }) => {
        const { line, col } = lines.linePos(pos[0]);
        return `must be valid YAML: ${code} in line ${line}, column ${col}`;
      }),
    };
  }
  let root: unknown;
  try {
    root = document.toJS({ mapAsMap: true });
  } catch {
    return { faults: ['must write out its aliases: they multiply, or name nothing'] };
  }
  if (root === null || root === undefined || root === '')
    return { texts: new Map(), misshapen: [] };
  if (!(root instanceof Map)) return { faults: ['must hold keys with values'] };
  const texts = new Map<string, string>();
  const misshapen = [...flatten(root, '', texts)];
  return { texts, misshapen };
}

/** @returns The keys whose values are no texts. */
function* flatten(
  map: ReadonlyMap<unknown, unknown>,
  prefix: string,
  texts: Map<string, string>,
): Generator<string> {
  for (const [key, value] of map) {
    const path = `${prefix}${String(key)}`;
    if (value instanceof Map) yield* flatten(value, `${path}.`, texts);
    else if (typeof value === 'string') texts.set(path, value);
    else if (value === null || value === undefined) texts.set(path, '');
    else if (Array.isArray(value) && value.every((item) => typeof item === 'string')) {
      texts.set(path, value.join('\n'));
    } else yield path;
  }
}
