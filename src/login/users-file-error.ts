/** A users file that cannot be read or changed. The message names the file and the way out; it holds no hash. */
export class UsersFileError extends Error {
  override readonly name = 'UsersFileError';
}
