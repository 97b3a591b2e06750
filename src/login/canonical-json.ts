/** A JSON value whose objects are Maps, so that `__proto__` is an ordinary key. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | ReadonlyMap<string, JsonValue>;

// Deeper nesting is refused: what reads the text could exhaust its stack.
const maxJsonDepth = 64;

/**
 * Looks for a reason why a parsed YAML value is not a JSON value.
 *
 * @returns The reason, without the value; `undefined` when it is one.
 */
export function faultOfJsonValue(value: unknown, depth = 0): string | undefined {
  if (depth > maxJsonDepth) return `is nested deeper than ${maxJsonDepth} levels`;
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'is not well-formed Unicode';
  }
  if (typeof value === 'number') return faultOfNumber(value);
  if (Array.isArray(value)) return firstFault(value, depth);
  if (value instanceof Map) return firstFault([...value.keys(), ...value.values()], depth);
  return 'is not a JSON value';
}

/** JSON text of a value, with the keys of every object in order of their UTF-16 code units: equal values, equal texts. */
export function canonicalJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, JsonValue>)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function firstFault(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const fault = faultOfJsonValue(value, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfNumber(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is not a JSON number';
  // The file's digits are lost already: better refused than silently another number.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'is a whole number past 2^53 - 1: write it as a string';
  }
  return undefined;
}
