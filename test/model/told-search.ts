import { explore, type SearchResult } from './explore.ts';
import type { Guard } from './guard.ts';
import { ProtocolModel } from './protocol-model.ts';
import type { Scenario } from './scenario.ts';

/** More than any scenario has. */
const maxStates = 8_000_000;

/** Searches a scenario, and prints how many states were visited and what was found. */
export function toldSearch(
  name: string,
  scenario: Scenario,
  without: readonly Guard[] = [],
): SearchResult {
  const result = explore(new ProtocolModel(scenario, without), maxStates);
  const lack = without.length === 0 ? '' : ` (without: ${without.join(', ')})`;
  const { states, counterexample } = result;
  const fault = counterexample ? `: ${counterexample.fault}` : '';
  const steps = counterexample?.steps.map((step, at) => `    ${at + 1}. ${step}\n`) ?? [];
  process.stdout.write(`  ${name}${lack}: ${states} states${fault}\n${steps.join('')}`);
  return result;
}
