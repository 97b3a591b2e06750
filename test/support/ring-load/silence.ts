/** How long a gateway waits for a node: a call that took longer may have met one that was silent. */
export const silenceMs = 400;
