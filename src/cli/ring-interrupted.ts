/** Moving was told to end before the ring was stable; the message says what the ring does now. */
export class RingInterrupted extends Error {
  override readonly name = 'RingInterrupted';
}
