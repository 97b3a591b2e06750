import { describe, expect, it } from '@jest/globals';
import { HostNames } from '../../../src/http/host-names.ts';

describe('the hosts that a listener answers for', () => {
  const hosts = new HostNames([
    'Gateway',
    'metrics.example',
    'Written.Out.',
    'München',
    'xn--kln-sna',
  ]);

  it.each([
    '127.0.0.1:9464',
    '10.0.0.7',
    '[::1]:9464',
    '[fd00::7]',
    'localhost',
    'LOCALHOST:9464',
    'localhost.:9464',
    'gateway:9464',
    'GATEWAY',
    'metrics.example.',
    'written.out:9464',
    'written.out.',
    'xn--mnchen-3ya:9464',
    'XN--MNCHEN-3YA.',
    'MÜNCHEN',
    'köln',
    '',
    undefined,
  ])('are %j among others', (host) => {
    expect(hosts.has(host)).toBe(true);
  });

  it.each([
    'evil.example',
    'evil.example:9464',
    'gateway.evil.example',
    'localhost.evil.example',
    'evil.localhost',
    '127.0.0.1.evil.example',
    '127.0.0.1:9464.evil.example',
    'evil.example:9464:9464',
    '[evil.example]:9464',
    '[127.0.0.1]',
    '::1',
    'localhost..',
    'a@localhost',
    'localhost/a',
    '%6cocalhost',
    'münchen.evil.example',
  ])('are not %j', (host) => {
    expect(hosts.has(host)).toBe(false);
  });
});
