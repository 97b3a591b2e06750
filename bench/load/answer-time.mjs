/**
 * How long an answer may take before it counts as late, in whole milliseconds: far beyond what a gateway under load
 * needs, so that a late answer means that it hangs.
 */
export const ANSWER_WITHIN_MS = 10_000;
