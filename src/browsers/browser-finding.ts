/** `ok`: works. `problem`: does not work. `note`: works under a condition that cannot be seen from here. */
export type FindingLevel = 'ok' | 'problem' | 'note';

/** What a finding is about. One diagnosis has at most one finding a topic. */
export type FindingTopic =
  | 'page'
  | 'gateway'
  | 'transport'
  | 'network'
  | 'origin'
  | 'proxy'
  | 'secure'
  | 'domain'
  | 'same-site'
  | 'third-party'
  | 'credentials'
  | 'configuration';

/** One thing that a browser does with a page, the gateway and its cookie. */
export interface BrowserFinding {
  readonly topic: FindingTopic;
  readonly level: FindingLevel;
  /** What the browser does, and why. */
  readonly text: string;
  /** Which option to set to what, or what else to change; absent where nothing needs to be. */
  readonly wayOut?: string;
}

/** Whether something does not work. */
export function hasProblem(findings: readonly BrowserFinding[]): boolean {
  return findings.some(({ level }) => level === 'problem');
}
