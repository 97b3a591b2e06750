/** One thing that is wrong with the configuration. */
export interface ConfigFault {
  /** The variable, or the file and the key in it, as in `ringgate.yaml: cookie.name`. */
  readonly place: string;
  /** What is required, as a sentence without its full stop. Never holds a secret. */
  readonly rule: string;
  /** What was found; absent when nothing was, or when it is secret. */
  readonly value: string | undefined;
}

const longestShownValue = 120;

/** Everything that is wrong with the configuration, in one message. The process exits with {@link ConfigError.exitCode}. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** EX_CONFIG of `sysexits.h`. */
  readonly exitCode = 78;
  readonly faults: readonly ConfigFault[];

  /** @param faults At least one. */
  constructor(faults: readonly ConfigFault[]) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
    super([`The configuration has ${count}:`, ...faults.map(faultLine)].join('\n'));
    this.faults = faults;
  }
}

function faultLine({ place, rule, value }: ConfigFault): string {
  return value === undefined
    ? `  ${place}: ${rule}`
    : `  ${place}: ${rule} (found ${shown(value)})`;
}

function shown(value: string): string {
  return value.length > longestShownValue
    ? `${JSON.stringify(value.slice(0, longestShownValue))}...`
    : JSON.stringify(value);
}
