/** `shared`: beside any other shared one. `exclusive`: alone. */
export type CookieUse = 'shared' | 'exclusive';

/** Runs a task when its turn has come; whoever asks first is first. */
export type CookieLock = <Result>(use: CookieUse, task: () => Promise<Result>) => Promise<Result>;

const lockName = 'storefront-cookie';

/**
 * A lock on the session's cookie, for all tabs of this browser: who changes the cookie is alone, who only sends it is
 * not.
 *
 * Browsers have locks in secure contexts: https, and http on this machine. Elsewhere it is for this tab only.
 */
export function createCookieLock(): CookieLock {
  if (!('locks' in navigator)) return createTabLock();
  return (use, task) => navigator.locks.request(lockName, { mode: use }, task);
}

function createTabLock(): CookieLock {
  let everything = Promise.resolve();
  let lastExclusive = Promise.resolve();
  return (use, task) => {
    const done = (use === 'exclusive' ? everything : lastExclusive).then(task);
    const settled = done.then(nothing, nothing);
    everything = Promise.all([everything, settled]).then(nothing);
    if (use === 'exclusive') lastExclusive = settled;
    return done;
  };
}

function nothing(): void {
  // Whose turn is next does not depend on how this one ended.
}
