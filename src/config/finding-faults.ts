import type { ConfigFault } from './config-error.ts';
import type { Finding } from './finding.ts';
import { optionTable } from './option-table.ts';
import type { OptionReading } from './read-options.ts';

/** The faults among findings, with the places where the operator set the options. */
export function faultsOf(findings: readonly Finding[], reading: OptionReading): ConfigFault[] {
  return findings
    .filter(({ level }) => level === 'fault')
    .map((finding) => faultOf(finding, reading));
}

function faultOf({ options: [name], text }: Finding, { given }: OptionReading): ConfigFault {
  const found = given.get(name);
  const secret = 'secret' in optionTable[name] && optionTable[name].secret;
  return {
    place: found?.place ?? optionTable[name].variable,
    rule: text,
    value: secret ? undefined : found?.text,
  };
}
