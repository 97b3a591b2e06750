import type { BrowserFinding } from './browser-finding.ts';
import { corsFault, preflightFault } from './cors-fault.ts';
import type { Encounter } from './encounter.ts';
import type { GatewayAnswer, GatewayAnswers, NoAnswer } from './gateway-answer.ts';
import { graphqlVerdict } from './graphql-verdict.ts';
import { allowOrigin } from './origin-findings.ts';
import { printable } from './printable.ts';
import { siteRelation } from './site.ts';

/** What the answers tell. */
export interface Answered {
  /** Whether the gateway itself accepts the origin, whatever became of its headers; absent when it was not heard. */
  readonly acceptsOrigin: boolean | undefined;
  /** Of the topic `gateway` when GraphQL does not answer there, else of the topic `origin`. */
  readonly finding: BrowserFinding;
}

/** What a browser would make of what the gateway, or a proxy before it, answered. */
export function answerFinding(encounter: Encounter, answers: GatewayAnswers): Answered {
  const { preflight, mutation } = answers;
  if ('failure' in mutation) return unheard(silentGateway(encounter, mutation));
  if (isRedirect(mutation)) return unheard(redirect(encounter, mutation));
  if (preflight !== undefined) {
    if ('failure' in preflight) return unheard(silentGateway(encounter, preflight));
    if (isRedirect(preflight)) return unheard(redirect(encounter, preflight));
  }
  switch (graphqlVerdict(mutation)) {
    case 'unknown':
      return unheard(noGraphql(encounter, mutation));
    case 'refused':
      return { acceptsOrigin: false, finding: refusedOrigin(encounter) };
    case 'accepted':
      return { acceptsOrigin: true, finding: readability(encounter, preflight, mutation) };
  }
}

function unheard(finding: BrowserFinding): Answered {
  return { acceptsOrigin: undefined, finding };
}

function isRedirect({ status }: GatewayAnswer): boolean {
  return status >= 300 && status < 400;
}

function silentGateway({ gateway }: Encounter, { failure, wayOut }: NoAnswer): BrowserFinding {
  return {
    topic: 'gateway',
    level: 'problem',
    text: `${gateway.href} does not answer: ${failure}`,
    wayOut:
      wayOut ?? 'start the gateway, or name the address that browsers reach it under with --url',
  };
}

function redirect({ gateway }: Encounter, { status, headers }: GatewayAnswer): BrowserFinding {
  const location = headers['location'];
  if (location === undefined || !URL.canParse(location, gateway.href)) {
    return {
      topic: 'gateway',
      level: 'problem',
      text: `${gateway.href} redirects (${status}) to ${printable(location ?? 'nowhere')}, which is no address`,
      wayOut: 'see what answers there: the gateway redirects nobody',
    };
  }
  const target = printable(new URL(location, gateway.href).href);
  return {
    topic: 'gateway',
    level: 'problem',
    text: `${gateway.href} redirects (${status}) to ${target}: browsers follow no redirect of a preflight, and may turn a POST into a GET`,
    wayOut: `use ${target} as the address of the gateway, here and in the client`,
  };
}

function noGraphql({ gateway }: Encounter, { status, headers }: GatewayAnswer): BrowserFinding {
  const type = printable(headers['content-type'] ?? 'no type');
  return {
    topic: 'gateway',
    level: 'problem',
    text: `${gateway.href} answers a mutation with the status ${status} (${type}), not as the gateway does`,
    wayOut:
      'GraphQL is at /graphql; see whether a proxy answers itself or sends /graphql elsewhere',
  };
}

function refusedOrigin({ page, gateway, http }: Encounter): BrowserFinding {
  const topic = 'origin';
  const level = 'problem';
  if (siteRelation(page, gateway) === 'same-origin') {
    return {
      topic,
      level,
      text: `the gateway does not know ${page.origin} as its own origin, and refuses mutations (403): the proxy changes Host`,
      wayOut:
        'let the proxy pass Host on as it came, or send X-Forwarded-Host and be named in RINGGATE_TRUST_PROXY',
    };
  }
  return {
    topic,
    level,
    text: `the gateway does not allow ${page.origin}: its pages cannot read answers, and their mutations are refused (403)`,
    wayOut: allowOrigin(page.origin, http.allowedOrigins),
  };
}

function readability(
  { page, gateway }: Encounter,
  preflight: GatewayAnswer | undefined,
  mutation: GatewayAnswer,
): BrowserFinding {
  const topic = 'origin';
  const accepts = `the gateway at ${gateway.href} accepts pages of ${page.origin}`;
  if (preflight === undefined) return { topic, level: 'ok', text: accepts };
  const faults = [
    ['the preflight', preflightFault(preflight, page.origin)],
    ['the answer', corsFault(mutation, page.origin)],
  ].flatMap(([what, fault]) => (fault === undefined ? [] : [`${what} arrives ${fault}`]));
  if (faults.length === 0) {
    return { topic, level: 'ok', text: `${accepts} and lets them read its answers` };
  }
  return {
    topic,
    level: 'problem',
    text: `${accepts}, but they cannot read its answers: ${faults.join(', ')}`,
    wayOut:
      'let the proxy pass OPTIONS on, pass access-control-* headers of the gateway back, and set none of its own',
  };
}
