import type { EventName } from '../session/gateway-event.ts';

/** How an event is logged. */
export interface EventKind {
  readonly level: 'info' | 'warn';
  /** The same for every event of its name, so that nothing of a request is in it. */
  readonly message: string;
  /** True for what anybody can cause at will, at no cost: then not each has a line of its own. */
  readonly isLimited: boolean;
}

/** Every event that there is. `docs/observability.md` lists them for those who read the log. */
export const eventKinds: Readonly<Record<EventName, EventKind>> = {
  'login.succeeded': info('a user has logged in'),
  'login.failed': info('a login has failed'),
  'login.throttled': limitedWarning('a login was throttled'),
  'login.refused': limitedWarning('a login was refused'),
  logout: info('a session was ended by its holder'),
  'session.revoked': info('a user has ended one of the own sessions'),
  'session.others-ended': info('a user has ended all other sessions of the own'),
  'token.rejected': limitedWarning('a cookie was not taken for a session'),
  'node.down': { level: 'warn', message: 'a node cannot be used', isLimited: false },
  'node.up': info('a node can be used'),
  'ring.changed': info('the ring has another topology'),
};

function info(message: string): EventKind {
  return { level: 'info', message, isLimited: false };
}

function limitedWarning(message: string): EventKind {
  return { level: 'warn', message, isLimited: true };
}
