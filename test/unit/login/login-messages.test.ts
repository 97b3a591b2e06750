import { describe, expect, it } from '@jest/globals';
import { localizedMessage } from '../../../src/login/login-messages.ts';

describe('localizedMessage', () => {
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
    expect(localizedMessage('invalid', acceptLanguage)).toBe('用户名或密码错误');
    expect(localizedMessage('throttled', acceptLanguage)).toMatch(/登录/);
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
    expect(localizedMessage('invalid', acceptLanguage)).toBe('wrong username or password');
    expect(localizedMessage('throttled', acceptLanguage)).toMatch(/too many failed logins/);
  });
});
