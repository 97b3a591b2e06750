import calculateSlot from 'cluster-key-slot';

/** The slot of a key in every Redis Cluster: of what is between its first braces, where there is anything. */
export function keySlot(key: string): number {
  return calculateSlot(key);
}
