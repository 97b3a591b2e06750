import { describe, expect, it } from '@jest/globals';
import { HostNames } from '../../../src/http/host-names.ts';

describe('the hosts that a listener answers for', () => {
  const hosts = new HostNames(['Gateway', 'metrics.example']);

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
  ])('are not %j', (host) => {
    expect(hosts.has(host)).toBe(false);
  });
});
