import { prefersChinese } from './language-preference.ts';

/** What a person whose login failed is told. */
export interface LoginMessages {
  readonly invalidCredentials: string;
  /** @param retryAfterSeconds Whole, at least 1. */
  readonly throttled: (retryAfterSeconds: number) => string;
}

const english: LoginMessages = {
  invalidCredentials: 'wrong username or password',
  throttled: (seconds) =>
    `too many failed logins; try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
};

const chinese: LoginMessages = {
  invalidCredentials: '用户名或密码错误',
  throttled: (seconds) => `登录失败次数过多，请在 ${seconds} 秒后重试`,
};

/**
 * In Chinese if preferred, else in English.
 *
 * @param acceptLanguage The `Accept-Language` header, if there was one.
 */
export function loginMessages(acceptLanguage: string | undefined): LoginMessages {
  return prefersChinese(acceptLanguage) ? chinese : english;
}
