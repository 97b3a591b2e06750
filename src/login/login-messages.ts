import { prefersChinese } from './language-preference.ts';

/** Why a login failed. */
export type LoginMessageKind = 'invalid' | 'throttled';

const english: Readonly<Record<LoginMessageKind, string>> = {
  invalid: 'wrong username or password',
  throttled: 'too many failed logins; try again later',
};

const chinese: Readonly<Record<LoginMessageKind, string>> = {
  invalid: '用户名或密码错误',
  throttled: '登录失败次数过多，请稍后再试',
};

/**
 * What a person whose login failed is told: in Chinese if preferred, else in English.
 *
 * @param acceptLanguage The `Accept-Language` header, if there was one.
 */
export function localizedMessage(
  kind: LoginMessageKind,
  acceptLanguage: string | undefined,
): string {
  return (prefersChinese(acceptLanguage) ? chinese : english)[kind];
}
