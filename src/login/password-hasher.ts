import { hash, verify } from '@node-rs/argon2';
import { hashCost } from './password-hash.ts';

/** Turns passwords into hashes, away from the event loop. */
export interface PasswordHasher {
  /** @returns An argon2id hash in PHC form with a fresh salt. */
  hash(password: string): Promise<string>;
  /** @param passwordHash One that was checked when it was read. */
  verify(passwordHash: string, password: string): Promise<boolean>;
}

/** argon2id with the parameters of {@link hashCost}, on the threads of libuv's pool. */
export class Argon2Hasher implements PasswordHasher {
  hash(password: string): Promise<string> {
    return hash(password, hashCost);
  }

  verify(passwordHash: string, password: string): Promise<boolean> {
    return verify(passwordHash, password);
  }
}
