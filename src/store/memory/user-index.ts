/** Which sessions a user has. */
export class UserIndex {
  readonly #idsByUser = new Map<string, Set<string>>();

  /** Does nothing for an anonymous session. */
  add(userId: string | undefined, id: string): void {
    if (userId === undefined) return;
    const ids = this.#idsByUser.get(userId);
    if (ids) ids.add(id);
    else this.#idsByUser.set(userId, new Set([id]));
  }

  /** Does nothing for an anonymous session. */
  remove(userId: string | undefined, id: string): void {
    if (userId === undefined) return;
    const ids = this.#idsByUser.get(userId);
    if (ids?.delete(id) && ids.size === 0) this.#idsByUser.delete(userId);
  }

  /** A copy, so that a caller may remove while it goes through them. */
  idsOf(userId: string): readonly string[] {
    return [...(this.#idsByUser.get(userId) ?? [])];
  }
}
