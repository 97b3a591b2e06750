import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StorefrontProcess } from '../support/storefront-process.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp();
});

function start(env: Readonly<Record<string, string>> = {}): StorefrontProcess {
  const example = new StorefrontProcess(env);
  cleanups.push(() => example.stop());
  return example;
}

describe('npm run example', () => {
  it('serves the page and the gateway at one address, and ends both', async () => {
    const example = start();
    const url = await example.ready();
    expect(example.output).toContain('log in as wupeiqi with the password 123');

    const page = await fetch(`${url}/cart`);
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/<script>|<style|style=|https?:/);
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    expect((await fetch(url + script)).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/missing.js', '/..%2f..%2fpackage.json', '/%2e%2e/package.json']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);

    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '192.0.2.7',
        origin: url,
      },
      body: '{"query":"mutation { setSessionValue(key: \\"a\\", value: 1) { address } }"}',
    });
    // What a client says about its address does not count.
    expect(await answer.json()).toEqual({ data: { setSessionValue: { address: '127.0.0.1' } } });
    expect(answer.headers.getSetCookie()).toHaveLength(1);

    await example.stop();
    expect(example.exitCode).toBe(0);
    expect(example.output).toContain('gateway: SIGTERM');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('says which port is taken and what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const example = start({ PORT: port });
    await expect(example.ready()).rejects.toThrow(`port ${port} is taken; choose another one`);
    expect(example.exitCode).toBe(1);
  });

  it.each(['http', '65536', ''])('starts nothing when PORT is %j', async (port) => {
    const example = start({ PORT: port });
    await expect(example.ready()).rejects.toThrow(
      `PORT is ${JSON.stringify(port)}, and must be a number from 0`,
    );
    expect(example.exitCode).toBe(2);
    expect(example.output).not.toContain('gateway:');
  });

  it('ends when the gateway cannot start', async () => {
    const example = start({ RINGGATE_IDLE_TIMEOUT: 'soon' });
    await expect(example.ready()).rejects.toThrow('RINGGATE_IDLE_TIMEOUT');
    expect(example.exitCode).toBe(78);
  });
});
