import type { SessionNotice, StopListening } from '../../session/session-events.ts';
import { tellListener, type SessionListener } from '../tell-listener.ts';

/** Who listens to which session of a memory node. */
export class SessionListeners {
  /** A listener may be given twice, so it is not its own key. */
  readonly #bySession = new Map<string, Map<symbol, SessionListener>>();

  add(id: string, listener: SessionListener): StopListening {
    const key = Symbol(id);
    const listeners = this.#bySession.get(id) ?? new Map<symbol, SessionListener>();
    this.#bySession.set(id, listeners.set(key, listener));
    return () => {
      if (listeners.delete(key) && listeners.size === 0) this.#bySession.delete(id);
    };
  }

  /** Tells those who listen now, soon: not inside the change that the notice is about, but in the order of the changes. */
  tell(id: string, notice: SessionNotice): void {
    const listeners = this.#bySession.get(id);
    if (!listeners) return;
    const keys = [...listeners.keys()];
    queueMicrotask(() => {
      for (const key of keys) {
        // Absent when it has stopped meanwhile.
        const listener = listeners.get(key);
        if (listener) tellListener(listener, notice);
      }
    });
  }

  /** Forgets all of them, and those who were to be told. */
  clear(): void {
    for (const listeners of this.#bySession.values()) listeners.clear();
    this.#bySession.clear();
  }
}
