/** A change was told to end before it was decided, or before the ring was stable; the message says what the ring does now. */
export class RingInterrupted extends Error {
  override readonly name = 'RingInterrupted';
}
