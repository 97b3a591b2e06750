import { diagnose } from '../../../src/browsers/diagnosis.ts';
import type { BrowserFinding, FindingTopic } from '../../../src/browsers/browser-finding.ts';
import type { Encounter } from '../../../src/browsers/encounter.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';

/** A page and a gateway, and the configuration as an operator would set it. */
export function encounterOf(
  page: string,
  gateway: string,
  env: Readonly<Record<string, string>> = {},
): Encounter {
  const config = parseConfig(env, () => '');
  return { ...config, page: new URL(page), gateway: new URL(gateway) };
}

/** What is said of one topic; absent when nothing is. */
export function findingOf(topic: FindingTopic, encounter: Encounter): BrowserFinding | undefined {
  return diagnose(encounter).find((finding) => finding.topic === topic);
}
