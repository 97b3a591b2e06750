/** `LOGIN_BUSY`: so many passwords wait to be verified that this one was not; trying again a little later may help. */
export type LoginErrorCode = 'LOGIN_BUSY';

/** A login that could not be decided. A wrong password is no error but an outcome. */
export class LoginError extends Error {
  override readonly name = 'LoginError';
  readonly code: LoginErrorCode;

  constructor(code: LoginErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** As many passwords wait to be verified as may. */
export function loginBusy(): LoginError {
  return new LoginError('LOGIN_BUSY', 'too many logins are under way; try again in a moment');
}
