/*
 * The model's time goes in few long steps. What matters is the order: a delivery may be under way for less time than any
 * tombstone stays, and a tombstone that nothing prolongs stays for less than a session lives.
 */

/** A copy that is under way while a step of time passes comes too late. */
export const deliveryTime = 0;
/** Of a tombstone that outlives no copy. */
export const tombstoneLife = 1;
/** Of a session after a login. */
export const shortLife = 1;
/** Of a session after each use. */
export const recordLife = 2;
