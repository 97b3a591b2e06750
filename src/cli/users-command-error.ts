/** `ringgate users` was told something that it can't do; the message says what would do. */
export class UsersCommandError extends Error {
  override readonly name = 'UsersCommandError';
}
