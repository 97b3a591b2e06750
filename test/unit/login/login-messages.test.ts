import { describe, expect, it } from '@jest/globals';
import { loginMessages } from '../../../src/login/login-messages.ts';

describe('loginMessages', () => {
  it.each([
    'zh',
    'zh-CN',
    'zh-Hant-TW',
    'ZH-cn, en;q=0.9',
    'zh-CN,zh;q=0.9,en;q=0.8',
    'en;q=0.8, zh;q=0.9',
    'fr, zh;q=0.5',
    'zh, en',
    'zh, *;q=0.5',
    'en;q=0, zh;q=0.1',
    'zh ; q=0.8 , en ; q=0.7',
  ])('is Chinese for %s', (acceptLanguage) => {
    expect(loginMessages(acceptLanguage).invalidCredentials).toBe('用户名或密码错误');
    expect(loginMessages(acceptLanguage).throttled(9)).toBe('登录失败次数过多，请在 9 秒后重试');
  });

  it.each([
    undefined,
    '',
    '*',
    'en',
    'fr',
    'en, zh',
    'en;q=0.9, zh;q=0.8',
    'zh;q=0.5, en',
    'zh;q=0',
    'zh;q=0, *',
    'zh;q=0.5, *;q=0.8',
    'zha',
    'zh;q=2',
    'zh;q=x',
    ';;;,,,',
  ])('is English for %p', (acceptLanguage) => {
    expect(loginMessages(acceptLanguage).invalidCredentials).toBe('wrong username or password');
    const { throttled } = loginMessages(acceptLanguage);
    expect(throttled(1)).toBe('too many failed logins; try again in 1 second');
    expect(throttled(9)).toBe('too many failed logins; try again in 9 seconds');
  });
});
