import type { Answered } from './answer-finding.ts';
import type { BrowserFinding } from './browser-finding.ts';
import type { Encounter } from './encounter.ts';
import { siteRelation } from './site.ts';

/**
 * What the configuration tells and what the gateway answered, as one diagnosis: the answer wins over what the
 * configuration says of the same topic, and where the two differ that is said.
 */
export function comparedFindings(
  encounter: Encounter,
  configured: readonly BrowserFinding[],
  answered: Answered,
): readonly BrowserFinding[] {
  const { finding } = answered;
  if (finding.topic === 'gateway') return [finding, ...configured];
  return [
    ...configured.map((other) => (other.topic === finding.topic ? finding : other)),
    ...difference(encounter, configured, answered),
  ];
}

function* difference(
  { page, gateway }: Encounter,
  configured: readonly BrowserFinding[],
  { acceptsOrigin }: Answered,
): Generator<BrowserFinding> {
  const expected = configured.find(({ topic }) => topic === 'origin');
  if (expected === undefined || acceptsOrigin === (expected.level === 'ok')) return;
  // The own origin is in no list: there it is the proxy that differs.
  if (siteRelation(page, gateway) === 'same-origin') return;
  const here = expected.level === 'ok' ? 'allows' : 'does not allow';
  yield {
    topic: 'configuration',
    level: 'note',
    text: `the gateway at ${gateway.href} answers differently from the configuration of this environment, which ${here} ${page.origin}: what is said here of the cookie may not hold there`,
    wayOut: 'run ringgate doctor in the environment of that gateway',
  };
}
