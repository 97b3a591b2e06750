import { randomBytes } from 'node:crypto';
import { parseOptions } from '@node-rs/argon2';

/** What a new hash costs: the least that OWASP's Password Storage Cheat Sheet names first for argon2id. */
export const hashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

// A hash is worked through for anybody who asks to log in, so one entry must not be able to stop the process.
const highestCost = { memoryCost: 1_048_576, timeCost: 64, parallelism: 16 } as const;
const leastOutputBytes = 16;
const phcForm =
  /^(\$argon2id\$v=19\$m=[0-9]{1,10},t=[0-9]{1,10},p=[0-9]{1,3})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/**
 * Looks for a reason not to accept a hash.
 *
 * @returns The reason, without any part of the hash; `undefined` when it is fine.
 */
export function faultOfPasswordHash(passwordHash: string): string | undefined {
  if (!phcForm.test(passwordHash)) return 'is no argon2id hash (version 19) in PHC form';
  let cost;
  try {
    cost = parseOptions(passwordHash);
  } catch {
    return 'is a damaged argon2id hash';
  }
  const { memoryCost: m, timeCost: t, parallelism: p } = cost;
  const { memoryCost, timeCost, parallelism } = hashCost;
  if (m < memoryCost || t < timeCost || p < parallelism || cost.outputLen < leastOutputBytes) {
    return `is weaker than m=${memoryCost},t=${timeCost},p=${parallelism} with ${leastOutputBytes} bytes`;
  }
  const { memoryCost: maxM, timeCost: maxT, parallelism: maxP } = highestCost;
  if (m > maxM || t > maxT || p > maxP) return `costs more than m=${maxM},t=${maxT},p=${maxP}`;
  return undefined;
}

/**
 * A hash that no password matches and that costs as much to verify as the given one.
 *
 * It takes no hashing to make: salt and digest are random, and 32 random bytes are the digest of no password that
 * anybody will ever find.
 *
 * @param like A hash that {@link faultOfPasswordHash} accepts, or absent for the cost of new hashes.
 */
export function decoyHash(like?: string): string {
  const { memoryCost, timeCost, parallelism } = hashCost;
  const head =
    phcForm.exec(like ?? '')?.[1] ??
    `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}`;
  return `${head}$${unpaddedBase64(16)}$${unpaddedBase64(32)}`;
}

function unpaddedBase64(bytes: number): string {
  return randomBytes(bytes).toString('base64').replace(/=+$/, '');
}
