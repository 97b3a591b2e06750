import type { SessionNotice } from '../session/session-events.ts';

/** What {@link SessionEvents.listen} is given. */
export type SessionListener = (notice: SessionNotice) => void;

/**
 * Gives a notice to a listener. One that throws breaks its promise, but neither the others nor the process: what it threw
 * becomes a warning of the process.
 */
export function tellListener(listener: SessionListener, notice: SessionNotice): void {
  try {
    listener(notice);
  } catch (error) {
    const detail = error instanceof Error ? error.stack : undefined;
    process.emitWarning(`a listener of a session has failed: ${String(error)}`, {
      ...(detail !== undefined && { detail }),
    });
  }
}
