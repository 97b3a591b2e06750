import { closestName } from './closest-name.ts';
import type { ConfigFault } from './config-error.ts';
import { optionTable } from './option-table.ts';

const prefix = 'RINGGATE_';

/**
 * What Kubernetes sets in every container beside a Service whose name begins with `ringgate`. Refusing it would keep the
 * gateway from starting for a reason that its operator never wrote.
 */
const serviceLink =
  /^RINGGATE(?:_\w+)?_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;
const serviceLinkAddress = /^(?:tcp|udp|sctp):\/\//;

/**
 * Variables that begin with `RINGGATE_` and name no option: a mistyped one would otherwise silently leave a default in
 * place, as in `RINGGATE_COOKIE_KEY`. Their values are not shown, since they may be secret.
 */
export function* unknownVariableFaults(
  env: Readonly<Record<string, string | undefined>>,
): Generator<ConfigFault> {
  const known = new Set(Object.values(optionTable).map((option) => option.variable));
  for (const [name, value = ''] of Object.entries(env)) {
    if (!name.startsWith(prefix) || known.has(name) || value.trim() === '') continue;
    if (serviceLink.test(name) || (name.endsWith('_PORT') && serviceLinkAddress.test(value)))
      continue;
    const near = closestName(name.slice(prefix.length), suffixes(known));
    const hint = near === undefined ? '' : `: did you mean ${prefix}${near}?`;
    yield { place: name, rule: `is no variable that Ringgate knows${hint}`, value: undefined };
  }
}

function suffixes(variables: Iterable<string>): string[] {
  return Array.from(variables)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}
