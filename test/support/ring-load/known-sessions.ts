import type { Call } from './call.ts';
import { Endings } from './endings.ts';

/** Which sessions of a history are live at its end, and which have ended, for certain. */
export function knownSessions(calls: readonly Call[]): {
  readonly live: readonly string[];
  readonly ended: readonly string[];
} {
  const endings = new Endings(calls);
  const ids = [...new Set(calls.flatMap(({ issued }) => (issued ? [issued.session] : [])))];
  return {
    live: ids.filter((id) => !endings.sessionMayHaveEnded(id, Infinity)),
    ended: ids.filter((id) => endings.sessionHasEnded(id, Infinity)),
  };
}
