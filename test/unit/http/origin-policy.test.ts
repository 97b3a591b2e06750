import { describe, expect, it } from '@jest/globals';
import { OriginPolicy } from '../../../src/http/origin-policy.ts';

const policy = new OriginPolicy(['https://app.example']);

function judge(
  origin: string | undefined,
  rest: { site?: string; host?: string; protocol?: string } = {},
): string {
  const { site, host = 'gate.example', protocol = 'http' } = rest;
  return policy.judge({ headers: { origin, 'sec-fetch-site': site }, host, protocol });
}

describe('OriginPolicy', () => {
  it('takes a request without Origin and Fetch Metadata for no page', () => {
    expect(judge(undefined)).toBe('none');
    expect(judge(undefined, { site: 'none' })).toBe('none');
    expect(judge(undefined, { site: 'same-origin' })).toBe('none');
  });

  it('takes a request without Origin from another site for foreign', () => {
    expect(judge(undefined, { site: 'cross-site' })).toBe('foreign');
    expect(judge(undefined, { site: 'same-site' })).toBe('foreign');
    expect(judge(undefined, { site: 'anything-new' })).toBe('foreign');
  });

  it('knows its own origin by the host that was asked', () => {
    expect(judge('http://gate.example')).toBe('own');
    expect(judge('https://gate.example')).toBe('own');
    expect(judge('https://gate.example', { host: 'Gate.Example', site: 'same-origin' })).toBe(
      'own',
    );
    expect(judge('http://127.0.0.1:4000', { host: '127.0.0.1:4000' })).toBe('own');
    expect(judge('https://gate.example', { host: 'gate.example:443' })).toBe('own');
    expect(judge('http://[::1]:4000', { host: '[::1]:4000' })).toBe('own');
  });

  it('takes another host, port or scheme for foreign', () => {
    expect(judge('http://gate.example:81')).toBe('foreign');
    expect(judge('http://gate.example.evil')).toBe('foreign');
    expect(judge('http://evilgate.example')).toBe('foreign');
    expect(judge('http://gate.example', { host: 'gate.example:443' })).toBe('foreign');
    expect(judge('http://gate.example', { protocol: 'https' })).toBe('foreign');
    expect(judge('ftp://gate.example')).toBe('foreign');
  });

  it('takes what is no origin for foreign', () => {
    for (const origin of ['null', '', 'gate.example', 'http://', 'https://app.example/']) {
      expect(judge(origin)).toBe('foreign');
    }
    expect(judge('http://', { host: '' })).toBe('foreign');
    expect(judge('://gate.example')).toBe('foreign');
  });

  it('allows the listed origins exactly, wherever the browser says they are', () => {
    expect(judge('https://app.example', { site: 'cross-site' })).toBe('allowed');
    expect(judge('http://app.example')).toBe('foreign');
    expect(judge('https://sub.app.example')).toBe('foreign');
  });

  it('does not believe an own origin that the browser calls another site', () => {
    expect(judge('http://gate.example', { site: 'cross-site' })).toBe('foreign');
  });
});
