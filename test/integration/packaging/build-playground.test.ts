import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const page = 'dist/playground/index.html';

it('the build of the playground does nothing while all that it is made of is as it was', () => {
  const builtAt = statSync(page).mtimeMs;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build-playground.js'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(statSync(page).mtimeMs).toBe(builtAt);
});

it('the page of the playground names files of the gateway alone', () => {
  const html = readFileSync(page, 'utf8');
  const addresses = Array.from(html.matchAll(/(?:src|href)="([^"]*)"/g), ([, address]) => address);
  expect(addresses.length).toBeGreaterThan(2);
  for (const address of addresses) expect(address).toMatch(/^\/graphql\/playground\/assets\//);
});
