import { sightsOf, type Call } from './call.ts';

/** What was asked and answered, on a line. */
function describeCall(call: Call): string {
  const { number, gateway, token, action, startedAt, endedAt, result, issued } = call;
  const { kind, ...asked } = action;
  const { kind: outcome, ...answered } = result;
  const span = `${startedAt.toFixed(1)}-${endedAt.toFixed(1)}`;
  const parts = [
    `#${number} ${span} ${gateway} ${token?.name ?? 'no token'}: ${kind} ${JSON.stringify(asked)}`,
    `-> ${outcome} ${JSON.stringify(answered)}${issued ? ` issues ${issued.name}` : ''}`,
  ];
  return parts.join(' ').replaceAll(' {}', '');
}

/** All that a history has of one session, in the order of the beginnings. */
export function historyOf(session: string, calls: readonly Call[]): string[] {
  const user = calls.find(({ issued }) => issued?.session === session && issued.user)?.issued?.user;
  return calls
    .filter(
      (call) =>
        [call.token?.session, call.issued?.session].includes(session) ||
        sightsOf(call).some(({ id }) => id === session) ||
        (call.action.kind === 'revoke' && call.action.target === session) ||
        (call.action.kind === 'endOthers' && call.token?.user === user),
    )
    .sort((one, other) => one.startedAt - other.startedAt)
    .map((call) => describeCall(call));
}
