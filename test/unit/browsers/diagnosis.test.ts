import { describe, expect, it } from '@jest/globals';
import {
  type FindingLevel,
  type FindingTopic,
  hasProblem,
} from '../../../src/browsers/browser-finding.ts';
import { diagnose, diagnoseOpaqueOrigin } from '../../../src/browsers/diagnosis.ts';
import { optionTable } from '../../../src/config/option-table.ts';
import { encounterOf, findingOf } from './encounter-fixtures.ts';

type Env = Readonly<Record<string, string>>;

/** Page, gateway, configuration, level, what the text says, what the way out says. */
type Row = readonly [string, string, Env, FindingLevel, RegExp, RegExp?];

const app = 'https://app.example';
const gateway = 'https://gateway.example/graphql';
const local = 'http://127.0.0.1:4000/graphql';
const secure = { RINGGATE_COOKIE_SECURE: 'on' };
const none = { ...secure, RINGGATE_COOKIE_SAMESITE: 'None' };
const partitioned = { ...none, RINGGATE_COOKIE_PARTITIONED: 'on' };
const ofDomain = (domain: string): Env => ({
  ...secure,
  RINGGATE_COOKIE_NAME: 'id',
  RINGGATE_COOKIE_DOMAIN: domain,
});

const cases: Readonly<Partial<Record<FindingTopic, readonly Row[]>>> = {
  transport: [
    [app, gateway, {}, 'ok', /both over https/],
    ['http://app.example', 'http://gateway.example/graphql', {}, 'ok', /both over http$/],
    ['http://app.example', gateway, {}, 'ok', /over http may ask over https/],
    [app, 'http://gateway.example/graphql', {}, 'problem', /mixed content/, /end TLS at a proxy/],
    [app, local, {}, 'note', /Chrome and Firefox; Safari blocks/, /over http while developing/],
    [app, 'http://localhost:4000/graphql', {}, 'note', /Safari blocks/],
    [app, 'http://10.0.0.7/graphql', {}, 'problem', /mixed content/],
  ],
  network: [
    [app, local, {}, 'note', /asks its user before .* may reach 127\.0\.0\.1/],
    [app, 'http://192.168.1.9:4000/graphql', {}, 'note', /192\.168\.1\.9/],
    [app, 'https://[fd00::7]/graphql', {}, 'note', /\[fd00::7\]/],
  ],
  origin: [
    ['https://gateway.example', gateway, {}, 'ok', /own origin/],
    [app, gateway, { RINGGATE_ALLOWED_ORIGINS: app }, 'ok', /names https:\/\/app\.example/],
    [
      app,
      gateway,
      {},
      'problem',
      /does not name .*403/,
      /^RINGGATE_ALLOWED_ORIGINS=https:\/\/app\.example$/,
    ],
    [
      app,
      gateway,
      { RINGGATE_ALLOWED_ORIGINS: 'http://app.example https://b.example' },
      'problem',
      /it names http:\/\/app\.example: scheme and port must agree/,
      /^RINGGATE_ALLOWED_ORIGINS='http:\/\/app\.example https:\/\/b\.example https:\/\/app\.example'$/,
    ],
    [
      'http://localhost:5174',
      'http://localhost:4000/graphql',
      { RINGGATE_ALLOWED_ORIGINS: 'http://localhost:5173' },
      'problem',
      /it names http:\/\/localhost:5173/,
    ],
  ],
  proxy: [
    [app, gateway, {}, 'note', /port 4000.*one address.*passes Host on/, /RINGGATE_TRUST_PROXY=/],
    [app, 'http://gateway.example/graphql', {}, 'note', /RINGGATE_TRUST_PROXY is not set/],
    [app, gateway, { RINGGATE_TRUST_PROXY: '10.0.0.0/8' }, 'ok', /counts from 10\.0\.0\.0\/8/],
  ],
  secure: [
    [app, gateway, secure, 'ok', /Secure, and the gateway is over https/],
    [app, gateway, {}, 'note', /not Secure/, /^RINGGATE_COOKIE_SECURE=on$/],
    [app, local, {}, 'ok', /not Secure, so it is kept over http/],
    [
      app,
      local,
      secure,
      'note',
      /Chrome and Firefox keep .* Safari does not/,
      /RINGGATE_COOKIE_SECURE=off/,
    ],
    [app, 'http://app.localhost:4000/graphql', secure, 'note', /Safari does not/],
    [app, 'http://[::1]:4000/graphql', secure, 'note', /Safari does not/],
    [
      app,
      'http://gateway.example/graphql',
      secure,
      'problem',
      /browsers drop the cookie/,
      /SECURE=off while/,
    ],
    [app, 'http://127.example/graphql', secure, 'problem', /browsers drop the cookie/],
    [app, 'http://gateway.example/graphql', none, 'problem', /drop/, /SameSite=None needs Secure/],
  ],
  domain: [
    [app, 'https://api.app.example/graphql', ofDomain('app.example'), 'ok', /may set/],
    [app, 'https://app.example/graphql', ofDomain('app.example'), 'ok', /may set/],
    [app, gateway, ofDomain('app.example'), 'problem', /is not gateway\.example/, /unset/],
    [app, 'https://notapp.example/graphql', ofDomain('app.example'), 'problem', /is not/],
    [app, 'https://app.example/graphql', ofDomain('api.app.example'), 'problem', /is not/],
    [app, 'https://a.github.io/graphql', ofDomain('github.io'), 'problem', /public suffix/],
    [app, 'https://10.0.0.1/graphql', ofDomain('0.0.1'), 'problem', /is not/],
  ],
  'same-site': [
    ['https://app.gateway.example', gateway, {}, 'ok', /one site, https:\/\/gateway\.example/],
    ['https://gateway.example:8443', gateway, {}, 'ok', /one site/],
    ['http://localhost:5173', 'http://localhost:4000/graphql', {}, 'ok', /one site/],
    [app, gateway, none, 'ok', /two sites .*SameSite=None/],
    [
      app,
      gateway,
      {},
      'problem',
      /SameSite=Lax, .*two sites/,
      /one domain.*SAMESITE=None.*PARTITIONED=on/,
    ],
    [app, gateway, { RINGGATE_COOKIE_SAMESITE: 'Strict' }, 'problem', /SameSite=Strict/],
    [
      'http://localhost:5173',
      local,
      {},
      'problem',
      /two names/,
      /http:\/\/localhost:4000\/graphql/,
    ],
    [
      'http://gateway.example',
      gateway,
      {},
      'problem',
      /^Chrome neither .* differ in the scheme/,
      /https for both/,
    ],
    [
      'https://a.github.io',
      'https://b.github.io/graphql',
      {},
      'problem',
      /under github\.io is a site/,
    ],
    ['https://a.co.uk', 'https://b.co.uk/graphql', {}, 'problem', /under co\.uk is a site/],
    ['https://a.example.co.uk', 'https://b.example.co.uk/graphql', {}, 'ok', /one site/],
    ['http://10.0.0.7', 'http://10.0.0.8/graphql', {}, 'problem', /two sites/],
    ['http://10.0.0.7', 'http://10.0.0.7:4000/graphql', {}, 'ok', /one site/],
  ],
  'third-party': [
    [
      app,
      gateway,
      none,
      'note',
      /Safari, Firefox .* Chrome .* block/,
      /RINGGATE_COOKIE_PARTITIONED=on/,
    ],
    [app, gateway, partitioned, 'ok', /Chrome 114, Firefox 141, Safari 26\.2/],
  ],
  credentials: [
    ['https://gateway.example', gateway, {}, 'ok', /by themselves/],
    [
      'https://app.gateway.example',
      gateway,
      {},
      'note',
      /only if the client says so/,
      /^new HttpLink\(\{ uri: 'https:\/\/gateway\.example\/graphql', credentials: 'include' \}\)/,
    ],
  ],
};

const rows = Object.entries(cases).flatMap(([topic, list]) =>
  list.map((row) => [topic as FindingTopic, ...row] as const),
);

describe('the diagnosis', () => {
  it.each(rows)(
    'of %s for a page of %s at %s with %j is %s',
    (...[topic, page, url, env, level, text, way]) => {
      const finding = findingOf(topic, encounterOf(page, url, env));
      expect(finding).toMatchObject({ level, text: expect.stringMatching(text) });
      if (way !== undefined) expect(finding?.wayOut).toMatch(way);
      if (level !== 'ok') expect(finding?.wayOut).toBeDefined();
    },
  );

  it.each([
    ['network', app, gateway, {}],
    ['network', 'http://localhost:5173', local, {}],
    ['network', 'https://192.168.1.5', 'https://192.168.1.9/graphql', {}],
    ['proxy', app, local, {}],
    ['proxy', app, 'http://gateway.example:4000/graphql', {}],
    ['proxy', app, 'http://gateway.example:4711/graphql', { PORT: '0' }],
    ['domain', app, gateway, {}],
    ['third-party', app, gateway, {}],
    ['third-party', 'https://app.gateway.example', gateway, none],
  ] as const)('says nothing of %s for a page of %s at %s with %j', (topic, page, url, env) => {
    expect(findingOf(topic, encounterOf(page, url, env))).toBeUndefined();
  });

  it('finds no problem in what is set up well', () => {
    const sameSite = { ...secure, RINGGATE_ALLOWED_ORIGINS: 'https://app.gateway.example' };
    const otherSite = { ...partitioned, RINGGATE_ALLOWED_ORIGINS: app };
    for (const encounter of [
      encounterOf('https://gateway.example', gateway, secure),
      encounterOf('https://app.gateway.example', gateway, sameSite),
      encounterOf(app, gateway, otherSite),
      encounterOf('http://127.0.0.1:4000', local),
    ]) {
      expect(hasProblem(diagnose(encounter))).toBe(false);
    }
  });

  it('finds one for a page without an origin', () => {
    expect(hasProblem(diagnoseOpaqueOrigin())).toBe(true);
  });

  it('names options that there are', () => {
    const known = Object.values(optionTable).map(({ variable }) => variable);
    const told = rows.flatMap(([topic, page, url, env]) => {
      const finding = findingOf(topic, encounterOf(page, url, env));
      return `${finding?.text} ${finding?.wayOut}`.match(/RINGGATE_\w+/g) ?? [];
    });
    expect(new Set(told).size).toBeGreaterThan(4);
    expect(known).toEqual(expect.arrayContaining(told));
  });
});
