/** Something that must never happen. */
export interface Fault {
  /** A short name of the broken rule. */
  readonly rule: string;
  /** Whose record; absent where none is concerned, or it is not known. */
  readonly session: string | undefined;
  readonly detail: string;
  /** The call that showed it; absent when it was found at rest. */
  readonly call?: number;
}
