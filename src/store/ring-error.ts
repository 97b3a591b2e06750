/** Why a ring cannot be gone by. */
export type RingErrorCode =
  /** What a node has as the ring's document is none. */
  | 'RING_DOCUMENT_INVALID'
  /** Nodes belong to different rings. */
  | 'RINGS_DIFFER'
  /** A server is another node of the ring than it is taken for. */
  | 'NODE_IS_ANOTHER'
  /** Two changes of a ring have the same epoch. */
  | 'RING_SPLIT';

/** What is wrong with a ring itself, until a person changes something. The message says what to do and holds no secret. */
export class RingError extends Error {
  override readonly name = 'RingError';
  readonly code: RingErrorCode;

  constructor(code: RingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
