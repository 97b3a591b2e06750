import { describe, expect, it } from '@jest/globals';
import { printableOriginOf } from '../../../src/browsers/doctor-hint.ts';
import { originWithin, parsePageOrigin } from '../../../src/browsers/page-origin.ts';

describe('the origin of a page', () => {
  it.each([
    'https://app.example',
    'http://localhost:5173',
    'http://[::1]:8080',
    'HTTPS://App.example',
  ])('is read from %s', (text) => {
    const origin = parsePageOrigin(text);
    expect(origin).toBeInstanceOf(URL);
  });

  it.each(['null', 'file:///home/a/page.html'])('is opaque for %s', (text) => {
    expect(parsePageOrigin(text)).toBe('null');
  });

  it.each(['', 'app.example', 'https://', 'https://app.example/', 'https://*.example', 'ftp://a'])(
    'is not %j',
    (text) => {
      expect(parsePageOrigin(text)).toBeUndefined();
    },
  );

  it('is found in the address of a page', () => {
    expect(originWithin('https://app.example/login?next=1')).toBe('https://app.example');
    expect(originWithin('app.example')).toBeUndefined();
  });
});

describe('an Origin header', () => {
  it.each(['null', 'https://app.example', 'http://[::1]:4000', 'http://my_host:80'])(
    'may be shown when it is %s',
    (header) => {
      expect(printableOriginOf(header)).toBe(header);
    },
  );

  it.each([
    undefined,
    '',
    'https://a.example;reboot',
    'https://a.example\u001b[2J',
    'https://a b.example',
    "https://a.example'",
    'https://$(id).example',
    'app.example',
    `https://${'a'.repeat(254)}`,
  ])('may not be shown when it is %j', (header) => {
    expect(printableOriginOf(header)).toBeUndefined();
  });
});
