import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { memoryNodes, useGateway, type Subject } from '../../support/backends.ts';
import { setValue } from '../../support/session-steps.ts';

/** The warnings that name an origin. */
function warningsOf(gateway: Subject, origin: string): readonly string[] {
  return gateway
    .logText()
    .split('\n')
    .filter((line) => line.includes('"level":40') && line.includes(origin))
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
}

function preflight(url: string, origin: string): Promise<Response> {
  return fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
}

describe('the log of a gateway that allows no other origin', () => {
  const gateway = useGateway(memoryNodes);

  it('warns of a page that is not allowed at its preflight, which is all that comes of it', async () => {
    await preflight(gateway().url, 'https://one.example');
    await preflight(gateway().url, 'https://one.example');
    expect(warningsOf(gateway(), 'https://one.example')).toEqual([
      expect.stringContaining('RINGGATE_ALLOWED_ORIGINS does not name'),
    ]);
  });

  it('warns of a page whose request was not announced', async () => {
    const browser = gateway().browser({ origin: 'https://two.example' });
    expect((await setValue(browser, 'a', 1)).status).toBe(403);
    expect(warningsOf(gateway(), 'https://two.example')).toHaveLength(1);
  });

  it('says nothing of the own origin', async () => {
    const { origin } = new URL(gateway().url);
    expect((await setValue(gateway().browser({ origin }), 'a', 1)).status).toBe(200);
    expect(warningsOf(gateway(), origin)).toEqual([]);
  });

  it('warns of a proxy that is not trusted', async () => {
    const { origin } = new URL(gateway().url);
    const browser = gateway().browser({ origin, 'x-forwarded-for': '192.0.2.1' });
    await setValue(browser, 'a', 1);
    expect(warningsOf(gateway(), origin)).toEqual([
      expect.stringMatching(/^127\.0\.0\.1 sends X-Forwarded-\*, and RINGGATE_TRUST_PROXY/),
    ]);
  });
});

describe('the log of a gateway that allows a page of another site', () => {
  const app = 'https://app.example';
  const gateway = useGateway(memoryNodes, {
    RINGGATE_ALLOWED_ORIGINS: `${app} http://plain.example`,
    RINGGATE_COOKIE_SECURE: 'on',
    RINGGATE_TRUST_PROXY: '127.0.0.1',
  });

  it('warns when the page is issued a cookie that its browser drops, and not when it only reads', async () => {
    const browser = gateway().browser({ origin: app, 'sec-fetch-site': 'cross-site' });
    await browser.ask('{ session { id } }');
    expect(warningsOf(gateway(), app)).toEqual([]);
    await setValue(browser, 'a', 1);
    expect(warningsOf(gateway(), app)).toEqual([expect.stringContaining('SameSite=Lax')]);
    expect(gateway().logText()).not.toContain(browser.jar.header().split('=')[1]);
  });

  it('warns when a Secure cookie goes over http, as a trusted proxy says', async () => {
    const browser = gateway().browser({
      origin: 'http://plain.example',
      host: 'gateway.example',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-proto': 'http',
    });
    await setValue(browser, 'a', 1);
    expect(warningsOf(gateway(), 'http://plain.example')).toEqual([
      expect.stringContaining('is issued a Secure cookie over http'),
    ]);
  });

  it('warns of a foreign page at its preflight, and at its WebSocket', async () => {
    await preflight(gateway().url, 'https://three.example');
    expect(warningsOf(gateway(), 'https://three.example')).toHaveLength(1);
    const socket = new WebSocket(gateway().url, 'graphql-transport-ws', {
      origin: 'https://four.example',
    });
    await once(socket, 'error');
    expect(warningsOf(gateway(), 'https://four.example')).toHaveLength(1);
  });
});
