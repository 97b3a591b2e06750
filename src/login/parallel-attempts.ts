interface Group {
  underWay: number;
  waiting: ((succeeded: boolean) => void)[];
}

/** Which attempts to log in are being verified in this process, so that others can wait for what comes of them. */
export class ParallelAttempts {
  readonly #groups = new Map<string, Group>();

  /** Runs an attempt. Those who wait at its key hear how it ended. */
  async run<Result>(
    key: string,
    verify: () => Promise<Result>,
    isSuccess: (result: Result) => boolean,
  ): Promise<Result> {
    const group = this.#groups.get(key) ?? { underWay: 0, waiting: [] };
    this.#groups.set(key, group);
    group.underWay += 1;
    let succeeded = false;
    try {
      const result = await verify();
      succeeded = isSuccess(result);
      return result;
    } finally {
      group.underWay -= 1;
      if (group.underWay === 0) this.#groups.delete(key);
      if (succeeded || group.underWay === 0) {
        for (const tell of group.waiting.splice(0)) tell(succeeded);
      }
    }
  }

  /** @returns True as soon as an attempt under way succeeds; false when none is left. */
  async succeeds(key: string): Promise<boolean> {
    const group = this.#groups.get(key);
    if (group === undefined) return false;
    return new Promise((resolve) => group.waiting.push(resolve));
  }
}
